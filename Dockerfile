# Airflow with Wirewatch's pinned lock. One image for every Airflow process of docker-compose.yml.
FROM apache/airflow:3.3.2-python3.11

COPY --chown=airflow:0 requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir --requirement /tmp/requirements.txt

COPY --chown=airflow:0 . /opt/wirewatch
RUN pip install --no-cache-dir --no-deps --editable /opt/wirewatch
ENV PYTHONPATH=/opt/wirewatch
WORKDIR /opt/wirewatch
