from chassis.process import run
from services.complaints.app import create_app
from services.complaints.settings import IntakeSettings

run("complaints", IntakeSettings, create_app)
