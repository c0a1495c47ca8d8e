"""ECS, case by case."""
import uuid

import botocore.exceptions

from run import error_of

DIFFERENCES = {
    "case_list_tasks_stopped": "AWS supports the emulator: without desiredStatus, ListTasks filters by RUNNING.",
    "case_cluster_bad_name": "AWS supports the emulator: a name has up to 255 letters, digits, underscores and hyphens.",
    "case_cluster_unknown_provider": "AWS supports the emulator: a provider must exist before a cluster is given it.",
    "case_cluster_service_connect_left_out": "The emulator leaves Service Connect out and refuses the parameter.",
    "case_describe_cluster_tags": "AWS supports the emulator: its examples have an empty list of tags.",
    "case_register_bad_family": "AWS supports the emulator: a family has up to 255 letters, digits, underscores and hyphens.",
    "case_register_no_containers": "AWS supports the emulator: containerDefinitions is required and not empty.",
    "case_register_same_names": "AWS supports the emulator: containers are told apart by name, so names must be unique.",
    "case_register_none_essential": "AWS supports the emulator: all tasks must have at least one essential container.",
    "case_register_no_cpu": "AWS supports the emulator: on Fargate cpu is required.",
    "case_register_bad_size": "AWS supports the emulator: on Fargate cpu and memory must be one of the listed pairs.",
    "case_register_bad_network": "AWS supports the emulator: on Fargate the network mode must be awsvpc.",
    "case_register_secret_without_role": "AWS supports the emulator: secrets need an execution role.",
    "case_register_awslogs_without_role": "AWS supports the emulator: awslogs on Fargate needs an execution role.",
    "case_register_bad_compatibility": "AWS supports the emulator: the values of requiresCompatibilities are listed.",
    "case_deregister": "AWS supports the emulator: a family alone means its latest ACTIVE revision, and there is none.",
    "case_list_definitions": "AWS supports the emulator: sort DESC reverses the order.",
    "case_list_definitions_pages": "AWS supports the emulator: maxResults limits the page and nextToken continues.",
    "case_run": "AWS supports the emulator: a task has the cpu and memory of its definition.",
    "case_run_first_status": "AWS supports the emulator: a task begins as PROVISIONING.",
    "case_run_arn": "AWS supports the emulator: ids have 32 hexadecimal digits in the examples of the long format; moto's have hyphens.",
    "case_run_eleven": "AWS supports the emulator: count is 10 at most.",
    "case_run_zero": "AWS supports the emulator: count is 1 at least.",
    "case_run_inactive_definition": "AWS supports the emulator: an INACTIVE definition cannot run new tasks.",
    "case_run_without_subnets": "AWS supports the emulator: subnets are required; moto fails with status 500.",
    "case_run_seventeen_subnets": "AWS supports the emulator: 16 subnets at most; moto fails with status 500.",
    "case_run_six_security_groups": "AWS supports the emulator: 5 security groups at most; moto looks for the subnet, which the emulator does not have.",
    "case_run_without_launch_type": "AWS supports the emulator: without launchType and strategy it is EC2, and there are no container instances; moto fails with status 500.",
    "case_run_launch_type_and_strategy": "AWS supports the emulator: launchType must be left out with a strategy.",
    "case_run_spot": "AWS supports the emulator: a strategy with FARGATE_SPOT places tasks there; moto fails with status 500.",
    "case_run_strategy_shares": "AWS supports the emulator: base first, then weights; moto fails with status 500.",
    "case_run_strategy_unknown_provider": "AWS supports the emulator: a strategy's providers must be the cluster's; moto fails with status 500.",
    "case_run_strategy_without_weight": "AWS supports the emulator: one weight at least must be greater than zero; moto fails with status 500.",
    "case_run_strategy_two_bases": "AWS supports the emulator: only one provider can have a base; moto fails with status 500.",
    "case_run_overrides": "AWS supports the emulator: an override's cpu and memory are the task's.",
    "case_run_override_unknown_container": "AWS supports the emulator: an override names a container of the definition.",
    "case_run_override_bad_size": "AWS supports the emulator: on Fargate cpu and memory must be one of the listed pairs.",
    "case_run_overrides_too_long": "AWS supports the emulator: overrides have at most 8,192 characters.",
    "case_run_client_token": "AWS supports the emulator: a repeated clientToken starts nothing and answers with the same tasks.",
    "case_run_client_token_conflict": "AWS supports the emulator: clientToken with other parameters is ConflictException.",
    "case_run_client_token_too_long": "AWS supports the emulator: clientToken has at most 64 characters.",
    "case_run_started_by_too_long": "AWS supports the emulator: startedBy has at most 128 characters.",
    "case_run_tags_reserved": "AWS supports the emulator: aws: is reserved as a prefix of tags.",
    "case_run_tags_too_many": "AWS supports the emulator: 50 tags at most.",
    "case_run_platform_unknown": "AWS supports the emulator: RunTask lists PlatformUnknownException.",
    "case_run_placement_strategy": "AWS supports the emulator: placement strategies are not supported on Fargate.",
    "case_run_placement_constraints": "AWS supports the emulator: placement constraints are not supported on Fargate.",
    "case_run_volumes_left_out": "The emulator leaves EBS volumes out and refuses the parameter.",
    "case_run_propagate_from_service": "AWS supports the emulator: SERVICE is an error for RunTask.",
    "case_describe_tasks_missing": "AWS supports the emulator: failures tell MISSING for a task that is not there.",
    "case_describe_tasks_too_many": "AWS supports the emulator: 100 tasks at most.",
    "case_describe_tasks_bad_id": "AWS supports the emulator: an id has 32 or 36 characters, else InvalidParameterException.",
    "case_stop_code": "AWS supports the emulator: StopTask gives UserInitiated.",
    "case_stop_missing": "AWS documents InvalidParameterException for a parameter that is not valid; moto fails with status 500.",
    "case_stop_reason_too_long": "AWS supports the emulator: a reason has at most 1,024 characters.",
    "case_list_tasks_bad_status": "AWS supports the emulator: desiredStatus is RUNNING, PENDING or STOPPED.",
    "case_list_tasks_bad_launch_type": "AWS supports the emulator: the launch types are listed.",
    "case_list_tasks_pages": "AWS supports the emulator: maxResults limits the page and nextToken continues.",
    "case_list_tasks_bad_page_size": "AWS supports the emulator: maxResults is 1 to 100.",
    "case_list_tasks_bad_token": "AWS supports the emulator: InvalidParameterException for a token that no page gave.",
    "case_list_tasks_two_filters": "AWS supports the emulator: with startedBy it must be the only filter.",
    "case_delete_cluster_with_tasks": "AWS supports the emulator: ClusterContainsTasksException while tasks are active.",
    "case_service_left_out": "The emulator leaves it out and says so with AWS's unknown-operation error.",
    "case_update_cluster_left_out": "The emulator leaves it out and says so with AWS's unknown-operation error.",
}


def name():
    return "c-" + uuid.uuid4().hex[:12]


def plain(answer, *members):
    return {member: answer.get(member) for member in members}


def cluster(aws, **arguments):
    ecs, own = aws.client("ecs"), name()
    ecs.create_cluster(clusterName=own, capacityProviders=["FARGATE", "FARGATE_SPOT"], **arguments)
    return ecs, own


def network(aws):
    """moto checks that a subnet and a security group exist; the emulator has no networks."""
    if not hasattr(aws, "network"):
        try:
            ec2 = aws.client("ec2")
            subnet, group = ec2.describe_subnets()["Subnets"][0]["SubnetId"], ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
        except botocore.exceptions.ClientError:
            subnet, group = "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
        aws.network = {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": "ENABLED"}
    return {"awsvpcConfiguration": aws.network}


def definition(ecs, family=None, **arguments):
    return ecs.register_task_definition(**{
        "family": family or name(), "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
        "containerDefinitions": [{"name": "main", "image": "conformance", "essential": True, "memory": 128}], **arguments})["taskDefinition"]


def runnable(aws, **arguments):
    ecs, own = cluster(aws)
    return ecs, own, {"cluster": own, "taskDefinition": definition(ecs)["taskDefinitionArn"], "launchType": "FARGATE", "networkConfiguration": network(aws), **arguments}


def run_error(aws, drop=(), **arguments):
    ecs, _, call = runnable(aws, **arguments)
    return error_of(ecs.run_task, **{key: value for key, value in call.items() if key not in drop})


# Clusters

def case_cluster(aws):
    ecs, own = aws.client("ecs"), name()
    made = ecs.create_cluster(clusterName=own)["cluster"]
    return [plain(made, "status", "runningTasksCount", "pendingTasksCount", "activeServicesCount", "registeredContainerInstancesCount"), made["clusterArn"].replace(own, "NAME")]


def case_cluster_twice(aws):
    ecs, own = aws.client("ecs"), name()
    return ecs.create_cluster(clusterName=own)["cluster"]["clusterArn"] == ecs.create_cluster(clusterName=own)["cluster"]["clusterArn"]


def case_cluster_bad_name(aws):
    return error_of(aws.client("ecs").create_cluster, clusterName="not a name")


def case_cluster_unknown_provider(aws):
    return error_of(aws.client("ecs").create_cluster, clusterName=name(), capacityProviders=["nonsense"])


def case_cluster_service_connect_left_out(aws):
    return error_of(aws.client("ecs").create_cluster, clusterName=name(), serviceConnectDefaults={"namespace": "n"})


def case_describe_clusters(aws):
    ecs, own = cluster(aws)
    answer = ecs.describe_clusters(clusters=[own, "missing-" + own])
    return [[item["clusterName"] == own for item in answer["clusters"]], [[item["arn"].replace(own, "NAME"), item["reason"]] for item in answer["failures"]]]


def case_describe_cluster_by_arn(aws):
    ecs, own = cluster(aws)
    arn = ecs.describe_clusters(clusters=[own])["clusters"][0]["clusterArn"]
    return [item["clusterName"] == own for item in ecs.describe_clusters(clusters=[arn])["clusters"]]


def case_describe_cluster_tags(aws):
    ecs, own = cluster(aws, tags=[{"key": "a", "value": "1"}])
    return [ecs.describe_clusters(clusters=[own], include=include)["clusters"][0].get("tags") for include in (["TAGS"], [])]


def case_list_clusters(aws):
    ecs, own = cluster(aws)
    pages = ecs.get_paginator("list_clusters").paginate(PaginationConfig={"PageSize": 100})
    return any(arn.endswith("/" + own) for page in pages for arn in page["clusterArns"])


def case_delete_cluster(aws):
    ecs, own = cluster(aws)
    gone = ecs.delete_cluster(cluster=own)["cluster"]["status"]
    return [gone, [item["status"] for item in ecs.describe_clusters(clusters=[own])["clusters"]]]


def case_delete_cluster_missing(aws):
    return error_of(aws.client("ecs").delete_cluster, cluster=name())


def case_put_providers(aws):
    ecs, own = cluster(aws)
    answer = ecs.put_cluster_capacity_providers(cluster=own, capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1, "base": 2}])
    return plain(answer["cluster"], "capacityProviders", "defaultCapacityProviderStrategy")


def case_put_providers_missing_cluster(aws):
    return error_of(aws.client("ecs").put_cluster_capacity_providers, cluster=name(), capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[])


# Task definitions

def case_register(aws):
    ecs, family = aws.client("ecs"), name()
    made = definition(ecs, family)
    return [plain(made, "revision", "status", "cpu", "memory", "networkMode", "requiresCompatibilities"), made["taskDefinitionArn"].replace(family, "NAME")]


def case_register_revisions(aws):
    ecs, family = aws.client("ecs"), name()
    return [definition(ecs, family)["revision"] for _ in range(3)]


def case_register_revision_after_deregister(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family)
    ecs.deregister_task_definition(taskDefinition=family + ":1")
    return definition(ecs, family)["revision"]


def case_register_container_defaults(aws):
    made = definition(aws.client("ecs"), containerDefinitions=[{"name": "main", "image": "i"}])["containerDefinitions"][0]
    return plain(made, "cpu", "essential", "environment", "mountPoints", "portMappings", "volumesFrom", "name", "image")


def case_register_environment(aws):
    given = [{"name": "main", "image": "i", "environment": [{"name": "A", "value": "1"}], "command": ["x", "y"], "stopTimeout": 5}]
    return plain(definition(aws.client("ecs"), containerDefinitions=given)["containerDefinitions"][0], "environment", "command", "stopTimeout")


def case_register_tags(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family, tags=[{"key": "a", "value": "1"}])
    return [ecs.describe_task_definition(taskDefinition=family, include=["TAGS"]).get("tags"), ecs.describe_task_definition(taskDefinition=family).get("tags")]


def register_error(aws, drop=(), **arguments):
    given = {"family": name(), "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
             "containerDefinitions": [{"name": "main", "image": "i"}], **arguments}
    return error_of(aws.client("ecs").register_task_definition, **{key: value for key, value in given.items() if key not in drop})


def case_register_bad_family(aws):
    return register_error(aws, family="not a family")


def case_register_no_containers(aws):
    return register_error(aws, containerDefinitions=[])


def case_register_container_without_image(aws):
    return register_error(aws, containerDefinitions=[{"name": "main"}])


def case_register_container_without_name(aws):
    return register_error(aws, containerDefinitions=[{"image": "i"}])


def case_register_same_names(aws):
    return register_error(aws, containerDefinitions=[{"name": "a", "image": "i"}, {"name": "a", "image": "i"}])


def case_register_none_essential(aws):
    return register_error(aws, containerDefinitions=[{"name": "a", "image": "i", "essential": False}])


def case_register_no_cpu(aws):
    return register_error(aws, drop=["cpu"])


def case_register_no_memory(aws):
    return register_error(aws, drop=["memory"])


def case_register_bad_size(aws):
    return register_error(aws, cpu="256", memory="8192")


def case_register_bad_network(aws):
    return register_error(aws, networkMode="bridge")


def case_register_secret_without_role(aws):
    return register_error(aws, containerDefinitions=[{"name": "a", "image": "i", "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:us-east-1:000000000000:secret:x"}]}])


def case_register_awslogs_without_role(aws):
    options = {"awslogs-group": "g", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "p"}
    return register_error(aws, containerDefinitions=[{"name": "a", "image": "i", "logConfiguration": {"logDriver": "awslogs", "options": options}}])


def case_register_bad_compatibility(aws):
    return register_error(aws, requiresCompatibilities=["NONSENSE"])


def case_describe_definition(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family)
    definition(ecs, family)
    return [ecs.describe_task_definition(taskDefinition=which)["taskDefinition"]["revision"] for which in (family, family + ":1")]


def case_describe_definition_missing(aws):
    return error_of(aws.client("ecs").describe_task_definition, taskDefinition=name())


def case_describe_definition_missing_revision(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family)
    return error_of(ecs.describe_task_definition, taskDefinition=family + ":2")


def case_deregister(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family)
    gone = ecs.deregister_task_definition(taskDefinition=family + ":1")["taskDefinition"]["status"]
    return [gone, ecs.describe_task_definition(taskDefinition=family + ":1")["taskDefinition"]["status"], error_of(ecs.describe_task_definition, taskDefinition=family)]


def case_deregister_without_revision(aws):
    ecs, family = aws.client("ecs"), name()
    definition(ecs, family)
    return error_of(ecs.deregister_task_definition, taskDefinition=family)


def case_deregister_missing(aws):
    return error_of(aws.client("ecs").deregister_task_definition, taskDefinition=name() + ":1")


def case_list_definitions(aws):
    ecs, family = aws.client("ecs"), name()
    for _ in range(3):
        definition(ecs, family)
    ecs.deregister_task_definition(taskDefinition=family + ":2")
    lists = [ecs.list_task_definitions(familyPrefix=family, **more)["taskDefinitionArns"] for more in ({}, {"sort": "DESC"}, {"status": "INACTIVE"})]
    return [[arn.rsplit(":", 1)[1] for arn in arns] for arns in lists]


def case_list_definitions_pages(aws):
    ecs, family = aws.client("ecs"), name()
    for _ in range(3):
        definition(ecs, family)
    pages = ecs.get_paginator("list_task_definitions").paginate(familyPrefix=family, PaginationConfig={"PageSize": 2})
    return [[arn.rsplit(":", 1)[1] for arn in page["taskDefinitionArns"]] for page in pages]


def case_list_families(aws):
    ecs, prefix = aws.client("ecs"), name()
    for tail in "ab":
        definition(ecs, prefix + tail)
    return [family[len(prefix):] for family in ecs.list_task_definition_families(familyPrefix=prefix)["families"]]


# RunTask

def case_run(aws):
    ecs, own, call = runnable(aws)
    answer = ecs.run_task(**call)
    task = answer["tasks"][0]
    return [len(answer["tasks"]), answer["failures"], plain(task, "desiredStatus", "launchType", "cpu", "memory"), task["taskDefinitionArn"] == call["taskDefinition"],
            task["group"] == "family:" + call["taskDefinition"].split("/")[1].split(":")[0], [item["name"] for item in task["containers"]]]


def case_run_first_status(aws):
    ecs, _, call = runnable(aws)
    return ecs.run_task(**call)["tasks"][0]["lastStatus"]


def case_run_arn(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return [arn.split("/")[0], arn.split("/")[1] == own, len(arn.split("/")[2])]


def case_run_ten(aws):
    ecs, _, call = runnable(aws, count=10)
    return len({task["taskArn"] for task in ecs.run_task(**call)["tasks"]})


def case_run_eleven(aws):
    return run_error(aws, count=11)


def case_run_zero(aws):
    return run_error(aws, count=0)


def case_run_missing_cluster(aws):
    ecs, _, call = runnable(aws)
    return error_of(ecs.run_task, **{**call, "cluster": name()})


def case_run_missing_definition(aws):
    return run_error(aws, taskDefinition=name())


def case_run_inactive_definition(aws):
    ecs, _, call = runnable(aws)
    ecs.deregister_task_definition(taskDefinition=call["taskDefinition"])
    return error_of(ecs.run_task, **call)


def case_run_without_network(aws):
    return run_error(aws, drop=["networkConfiguration"])


def case_run_without_subnets(aws):
    return run_error(aws, networkConfiguration={"awsvpcConfiguration": {"subnets": []}})


def case_run_seventeen_subnets(aws):
    return run_error(aws, networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"] * 17}})


def case_run_six_security_groups(aws):
    return run_error(aws, networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"], "securityGroups": [f"sg-{i}" for i in range(6)]}})


def case_run_without_launch_type(aws):
    return run_error(aws, drop=["launchType"])


def case_run_bad_launch_type(aws):
    return run_error(aws, launchType="NONSENSE")


def case_run_launch_type_and_strategy(aws):
    return run_error(aws, capacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 1}])


def case_run_spot(aws):
    ecs, _, call = runnable(aws, capacityProviderStrategy=[{"capacityProvider": "FARGATE_SPOT", "weight": 1}])
    del call["launchType"]
    return plain(ecs.run_task(**call)["tasks"][0], "capacityProviderName", "launchType")


def case_run_strategy_shares(aws):
    ecs, _, call = runnable(aws, count=10, capacityProviderStrategy=[
        {"capacityProvider": "FARGATE", "weight": 1, "base": 2}, {"capacityProvider": "FARGATE_SPOT", "weight": 3}])
    del call["launchType"]
    names = [task.get("capacityProviderName") for task in ecs.run_task(**call)["tasks"]]
    return [names.count("FARGATE"), names.count("FARGATE_SPOT")]


def case_run_strategy_unknown_provider(aws):
    return run_error(aws, drop=["launchType"], capacityProviderStrategy=[{"capacityProvider": "nonsense", "weight": 1}])


def case_run_strategy_without_weight(aws):
    return run_error(aws, drop=["launchType"], capacityProviderStrategy=[{"capacityProvider": "FARGATE", "weight": 0}])


def case_run_strategy_two_bases(aws):
    return run_error(aws, drop=["launchType"], capacityProviderStrategy=[
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 1}])


def case_run_overrides(aws):
    given = {"containerOverrides": [{"name": "main", "command": ["a"], "environment": [{"name": "A", "value": "1"}]}], "cpu": "512", "memory": "1024"}
    ecs, _, call = runnable(aws, overrides=given)
    task = ecs.run_task(**call)["tasks"][0]
    return [plain(task["overrides"], "containerOverrides", "cpu", "memory"), plain(task, "cpu", "memory")]


def case_run_override_unknown_container(aws):
    return run_error(aws, overrides={"containerOverrides": [{"name": "nonsense"}]})


def case_run_override_bad_size(aws):
    return run_error(aws, overrides={"cpu": "256", "memory": "9000"})


def case_run_overrides_too_long(aws):
    return run_error(aws, overrides={"containerOverrides": [{"name": "main", "command": ["x" * 8192]}]})


def case_run_client_token(aws):
    ecs, _, call = runnable(aws, clientToken=uuid.uuid4().hex)
    return ecs.run_task(**call)["tasks"][0]["taskArn"] == ecs.run_task(**call)["tasks"][0]["taskArn"]


def case_run_client_token_conflict(aws):
    ecs, _, call = runnable(aws, clientToken=uuid.uuid4().hex)
    ecs.run_task(**call)
    return error_of(ecs.run_task, **{**call, "count": 2})


def case_run_client_token_too_long(aws):
    return run_error(aws, clientToken="t" * 65)


def case_run_started_by(aws):
    ecs, _, call = runnable(aws, startedBy="me", group="g")
    return plain(ecs.run_task(**call)["tasks"][0], "startedBy", "group")


def case_run_started_by_too_long(aws):
    return run_error(aws, startedBy="s" * 129)


def case_run_tags(aws):
    ecs, own, call = runnable(aws, tags=[{"key": "a", "value": "1"}])
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return [ecs.describe_tasks(cluster=own, tasks=[arn], include=["TAGS"])["tasks"][0].get("tags"), ecs.list_tags_for_resource(resourceArn=arn)["tags"]]


def case_run_tags_reserved(aws):
    return run_error(aws, tags=[{"key": "aws:a", "value": "1"}])


def case_run_tags_too_many(aws):
    return run_error(aws, tags=[{"key": str(i), "value": ""} for i in range(51)])


def case_run_platform_unknown(aws):
    return run_error(aws, platformVersion="9.9.9")


def case_run_placement_strategy(aws):
    return run_error(aws, placementStrategy=[{"type": "spread", "field": "host"}])


def case_run_placement_constraints(aws):
    return run_error(aws, placementConstraints=[{"type": "distinctInstance"}])


def case_run_volumes_left_out(aws):
    return run_error(aws, volumeConfigurations=[{"name": "v", "managedEBSVolume": {"roleArn": "arn:aws:iam::000000000000:role/r", "sizeInGiB": 1}}])


def case_run_propagate_from_service(aws):
    return run_error(aws, propagateTags="SERVICE")


# Other operations on tasks

def case_describe_tasks_missing(aws):
    ecs, own = cluster(aws)
    answer = ecs.describe_tasks(cluster=own, tasks=["0123456789abcdef0123456789abcdef"])
    return [answer["tasks"], [[item["arn"].replace(own, "NAME"), item["reason"]] for item in answer["failures"]]]


def case_describe_tasks_none(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.describe_tasks, cluster=own, tasks=[])


def case_describe_tasks_too_many(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.describe_tasks, cluster=own, tasks=[f"{i:032x}" for i in range(101)])


def case_describe_tasks_missing_cluster(aws):
    return error_of(aws.client("ecs").describe_tasks, cluster=name(), tasks=["0123456789abcdef0123456789abcdef"])


def case_describe_tasks_bad_id(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.describe_tasks, cluster=own, tasks=["nonsense"])


def case_describe_task_by_id(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return [task["taskArn"] == arn for task in ecs.describe_tasks(cluster=own, tasks=[arn.rsplit("/", 1)[1]])["tasks"]]


def case_stop(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return plain(ecs.stop_task(cluster=own, task=arn, reason="enough")["task"], "desiredStatus", "stoppedReason")


def case_stop_code(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return ecs.stop_task(cluster=own, task=arn)["task"].get("stopCode")


def case_stop_missing(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.stop_task, cluster=own, task="0123456789abcdef0123456789abcdef")


def case_stop_missing_cluster(aws):
    return error_of(aws.client("ecs").stop_task, cluster=name(), task="0123456789abcdef0123456789abcdef")


def case_stop_reason_too_long(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    return error_of(ecs.stop_task, cluster=own, task=arn, reason="r" * 1025)


def case_list_tasks_empty(aws):
    ecs, own = cluster(aws)
    return ecs.list_tasks(cluster=own)["taskArns"]


def case_list_tasks_missing_cluster(aws):
    return error_of(aws.client("ecs").list_tasks, cluster=name())


def case_list_tasks_bad_status(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.list_tasks, cluster=own, desiredStatus="NONSENSE")


def case_list_tasks_bad_launch_type(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.list_tasks, cluster=own, launchType="NONSENSE")


def case_list_tasks_stopped(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    ecs.stop_task(cluster=own, task=arn)
    return [ecs.list_tasks(cluster=own, **which)["taskArns"] == [arn] for which in ({"desiredStatus": "STOPPED"}, {"desiredStatus": "RUNNING"}, {})]


def case_list_tasks_pages(aws):
    ecs, own, call = runnable(aws, count=5)
    ran = ecs.run_task(**call)["tasks"]
    for task in ran:
        ecs.stop_task(cluster=own, task=task["taskArn"])
    pages = list(ecs.get_paginator("list_tasks").paginate(cluster=own, desiredStatus="STOPPED", PaginationConfig={"PageSize": 2}))
    return [[len(page["taskArns"]) for page in pages], {arn for page in pages for arn in page["taskArns"]} == {task["taskArn"] for task in ran}]


def case_list_tasks_bad_page_size(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.list_tasks, cluster=own, maxResults=101)


def case_list_tasks_bad_token(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.list_tasks, cluster=own, nextToken="not a token")


def case_list_tasks_by_family(aws):
    ecs, own, call = runnable(aws)
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    ecs.stop_task(cluster=own, task=arn)
    family = call["taskDefinition"].split("/")[1].split(":")[0]
    return [ecs.list_tasks(cluster=own, family=which, desiredStatus="STOPPED")["taskArns"] == [arn] for which in (family, name())]


def case_list_tasks_by_started_by(aws):
    ecs, own, call = runnable(aws, startedBy="me")
    arn = ecs.run_task(**call)["tasks"][0]["taskArn"]
    ecs.stop_task(cluster=own, task=arn)
    return [ecs.list_tasks(cluster=own, startedBy=who, desiredStatus="STOPPED")["taskArns"] == [arn] for who in ("me", "you")]


def case_list_tasks_two_filters(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.list_tasks, cluster=own, startedBy="me", family="f")


def case_delete_cluster_with_tasks(aws):
    # A task that waits for its container instances or its image is active too.
    ecs, own, call = runnable(aws)
    ecs.run_task(**call)
    return error_of(ecs.delete_cluster, cluster=own)


# Tags

def case_tags(aws):
    ecs, own = cluster(aws)
    arn = ecs.describe_clusters(clusters=[own])["clusters"][0]["clusterArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    ecs.untag_resource(resourceArn=arn, tagKeys=["a"])
    return ecs.list_tags_for_resource(resourceArn=arn)["tags"]


def case_tags_of_missing_cluster(aws):
    return error_of(aws.client("ecs").list_tags_for_resource, resourceArn=f"arn:aws:ecs:us-east-1:{aws.account}:cluster/{name()}")


def case_tags_of_nonsense(aws):
    return error_of(aws.client("ecs").list_tags_for_resource, resourceArn="nonsense")


def case_tags_of_definition(aws):
    ecs = aws.client("ecs")
    arn = definition(ecs)["taskDefinitionArn"]
    ecs.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}])
    return ecs.list_tags_for_resource(resourceArn=arn)["tags"]


# What is left out

def case_service_left_out(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.create_service, cluster=own, serviceName="s", taskDefinition=definition(ecs)["taskDefinitionArn"], desiredCount=0)


def case_update_cluster_left_out(aws):
    ecs, own = cluster(aws)
    return error_of(ecs.update_cluster, cluster=own, settings=[])
