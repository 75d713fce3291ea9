from chassis.process import run
from services.sla.app import SlaSettings, create_app

run("sla", SlaSettings, create_app)
