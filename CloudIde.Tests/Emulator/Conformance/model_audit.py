"""Holds the emulator's JSON services against AWS's own service models, which botocore brings.

For every operation: one that is not implemented answers with the unknown-operation error; a required member that is
missing and a member of a wrong type are refused. A member that would be ignored shows here, as its wrong type passes.
"""
import json
import uuid

import botocore.session

SERVICES = ["ecs", "secretsmanager", "logs", "sqs"]


def call(aws, model, operation, body):
    status, _, answer = aws.request("POST", "/", json.dumps(body).encode(), {
        "X-Amz-Target": f"{model.metadata['targetPrefix']}.{operation}",
        "Content-Type": f"application/x-amz-json-{model.metadata.get('jsonVersion', '1.1')}"})
    return status, (json.loads(answer) if answer else {}).get("__type", "").split("#")[-1]


def sample(shape):
    """The least valid value of a shape."""
    kind = shape.type_name
    if kind == "structure":
        return {name: sample(member) for name, member in shape.members.items() if name in shape.required_members}
    if kind == "list":
        return [sample(shape.member)]
    if kind == "map":
        return {"k": sample(shape.value)}
    if kind == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else "x" * max(1, shape.metadata.get("min", 1))
    return {"boolean": True, "blob": "eA==", "float": 1.0, "double": 1.0}.get(kind, max(1, shape.metadata.get("min", 1)))


def fixtures(aws):
    """Members that must name something for a call to get as far as its other members."""
    mark = uuid.uuid4().hex[:12]
    ecs, logs, secrets, sqs = (aws.client(service) for service in ("ecs", "logs", "secretsmanager", "sqs"))
    ecs.create_cluster(clusterName="audit-" + mark, capacityProviders=["FARGATE"])
    container = {"name": "main", "image": "conformance"}
    task = {"family": "audit-" + mark, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "containerDefinitions": [container]}
    ecs.register_task_definition(**task)
    logs.create_log_group(logGroupName="audit-" + mark)
    logs.create_log_stream(logGroupName="audit-" + mark, logStreamName="s")
    secrets.create_secret(Name="audit-" + mark, SecretString="v")
    queue = sqs.create_queue(QueueName="audit-" + mark)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.create_queue(QueueName="audit-source-" + mark, Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})})
    shares = {"capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE"}]}
    return {
        "ecs": {"cluster": "audit-" + mark, "taskDefinition": "audit-" + mark, "resourceArn": f"arn:aws:ecs:us-east-1:{aws.account}:cluster/audit-{mark}",
                "capacityProvider": "FARGATE", **shares, **task, "launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0"]}}},
        "secretsmanager": {"SecretId": "audit-" + mark, "SecretString": "v"},
        "logs": {"logGroupName": "audit-" + mark, "logStreamName": "s", "resourceArn": f"arn:aws:logs:us-east-1:{aws.account}:log-group:audit-{mark}"},
        "sqs": {"QueueUrl": queue, "SourceArn": arn, "ReceiptHandle": "x"},
    }


def request(operation, known):
    """A call that is valid but for values that cannot be known."""
    shape = operation.input_shape
    body = sample(shape)
    wanted = ("networkMode", "requiresCompatibilities", "cpu", "memory") if operation.name == "RegisterTaskDefinition" else ("cluster", "launchType", "networkConfiguration")
    for name in shape.members:
        if name in known and (name in body or name in wanted or name == "SecretString"):
            body[name] = known[name]
    if "logGroupName" in shape.members and "logGroupName" in known:
        body["logGroupName"] = known["logGroupName"]
    return body


def run(aws):
    known = fixtures(aws)
    for service in SERVICES:
        model = botocore.session.get_session().get_service_model(service)
        # What is left out must say so: any other answer makes an operation one that is checked below.
        answers = {name: call(aws, model, name, {}) for name in model.operation_names}
        operations = [name for name, answer in answers.items() if answer != (400, "UnknownOperationException")]
        wrong = []
        for name in operations:
            operation = model.operation_model(name)
            if operation.input_shape is None:
                continue
            body = request(operation, known[service])
            for member in operation.input_shape.required_members:
                status, code = call(aws, model, name, {key: value for key, value in body.items() if key != member})
                if status != 400:
                    wrong.append([name, member, "missing", status, code])
            for member, shape in operation.input_shape.members.items():
                status, code = call(aws, model, name, {**body, member: [] if shape.type_name in ("structure", "map") else {"wrong": {}}})
                if code != "SerializationException":
                    wrong.append([name, member, "of a wrong type", status, code])
        yield {"case": f"model of {service}: {len(operations)} of {len(model.operation_names)} operations",
               "status": "different" if wrong else "same", "note": None, "emulator": wrong, "moto": None}
