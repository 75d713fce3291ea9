from chassis.process import run
from services.improvements.app import create_app
from services.improvements.settings import ImprovementsSettings

run("improvements", ImprovementsSettings, create_app)
