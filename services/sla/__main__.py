from chassis.process import run
from services.sla.app import create_app
from services.sla.settings import SlaSettings

run("sla", SlaSettings, create_app)
