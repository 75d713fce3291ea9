# One file for every service: docker build --build-arg SERVICE=sla --tag tanggap/sla:0.4.0 .
FROM python:3.11-slim AS packages
ARG SERVICE
COPY requirements/${SERVICE}.txt /requirements.txt
# Only what the lock names, with the hashes it names, and nothing that would have to be built here.
RUN python -m venv /venv && \
    /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps --only-binary :all: --requirement /requirements.txt

FROM python:3.11-slim
ARG SERVICE
# The directory is for the local stack of compose.yaml: a new volume mounted there belongs to the user of the image.
RUN test -n "${SERVICE}" && \
    useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin tanggap && \
    install --directory --owner=tanggap --group=tanggap --mode=0700 /var/lib/tanggap
WORKDIR /app
COPY --from=packages /venv /venv
COPY contracts/ contracts/
COPY city/ city/
COPY chassis/ chassis/
# What pages of every service have; only the services that serve pages have it.
COPY web/ web/
RUN test "${SERVICE}" = complaints || test "${SERVICE}" = improvements || rm -r web
COPY services/__init__.py services/
COPY services/${SERVICE}/ services/${SERVICE}/
COPY config/ config/
# The command `tanggap` looks after what is notify's; no other image has it.
COPY tools/__init__.py tools/
COPY tools/tanggap/ tools/tanggap/
COPY tanggap_client/ tanggap_client/
COPY deploy/__init__.py deploy/processes.py deploy/
COPY deploy/local/__init__.py deploy/local/environment.py deploy/local/ports.py deploy/local/
RUN test "${SERVICE}" = notify || rm -r tools tanggap_client deploy
# The ledger judges the others from outside; only the auditor has it.
COPY verify/ verify/
RUN test "${SERVICE}" = auditor || rm -r verify
# Nothing can be written later, and a process that compiles all it imports takes twice as long to start.
RUN /venv/bin/python -m compileall -q .
ENV PATH=/venv/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SERVICE=${SERVICE}
# By number, so that a cluster can see that it is not root.
USER 10001:10001
# The exec form knows no variables: the shell fills in the service and is then replaced, so signals reach Python.
# No HEALTHCHECK: the cluster's probes and compose.yaml ask /livez and /readyz.
CMD ["/bin/sh", "-c", "exec python -m services.${SERVICE}"]
