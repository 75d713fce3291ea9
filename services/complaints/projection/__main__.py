from chassis.process import run
from services.complaints.projection.app import create_app
from services.complaints.settings import ProjectionSettings

run("projection", ProjectionSettings, create_app)
