# One image for the worker, the gateway, the command line and the migrations.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /homeward

# The lock first: it changes less often than the code. Hashes are checked; nothing else is fetched.
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock

COPY domain ./domain
COPY models ./models
COPY adapters ./adapters
COPY store ./store
COPY intake ./intake
COPY activities ./activities
COPY workflows ./workflows
COPY operations ./operations
COPY gateway ./gateway
COPY cli ./cli
COPY migrations ./migrations
COPY pathways ./pathways
COPY feeds ./feeds
COPY templates ./templates
COPY examples/discharges ./examples/discharges
COPY worker.py starter.py ./

# The sandbox loads the workflows anew for each run: without bytecode it would compile them each time.
RUN python -m compileall -q .

# Nothing under /homeward is writable to the user that runs it.
RUN useradd --system --uid 10001 --no-create-home homeward
USER homeward

CMD ["python", "worker.py"]
