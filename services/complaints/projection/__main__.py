from chassis.process import run
from services.complaints.projection.app import create_app
from services.complaints.settings import ComplaintsSettings

run("projection", ComplaintsSettings, create_app)
