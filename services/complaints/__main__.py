from chassis.process import run
from services.complaints.app import create_app
from services.complaints.settings import FrontDoorSettings

run("complaints", FrontDoorSettings, create_app)
