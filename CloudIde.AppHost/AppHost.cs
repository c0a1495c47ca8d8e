// The topology of CloudIDE, for a build with Aspire's packages (FullFeed=true). Without them this file is left
// out and Program.cs starts the embedded host, which runs the same processes in one.

using Amazon;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using CloudIde.AppHost;
using CloudIde.AppHost.Embedded;
using CloudIde.AppHost.Topology;

if (StartMode.IsEmbedded(args))
{
    return await EmbeddedHost.RunAsync(args);
}

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = StartMode.WithoutFlags(args),

    // Redis would get TLS with the developer certificate. Fargate tasks that the emulator starts do not have Aspire's
    // trust settings, and REDIS_HOST/REDIS_PORT cannot say "TLS": everything here is on loopback, so leave it out.
    DeveloperCertificateDefaultHttpsTerminationEnabled = false,
});

var containers = builder.UsesContainers();
var aws = builder.AddAWSSDKConfig().WithRegion(RegionEndpoint.USEast1);
var jwtSecret = builder.AddGeneratedSecret("jwt-secret");

// The part of AWS that no free image has, above all ECS: its Fargate tasks are worker processes on this machine.
// Without containers it is also SQS, S3 and Redis. Once published there is AWS instead.
var emulator = builder.AddProject<Projects.CloudIde_Emulator>("emulator", launchProfileName: null)
    .WithFixedHttpEndpoint(4566)
    .WithHttpHealthCheck("/health")
    .WithTaskImage("cloudide-worker", WorkerProgram.Command)
    .WithReference(aws)
    .ExcludeFromManifest();

var localstack = containers ? builder.AddLocalStack("localstack") : null;

IResourceBuilder<IResourceWithConnectionString> redis = containers
    ? builder.AddRedis("redis")
        .WithImageTag(ContainerImages.RedisTag)
        .WithDataVolume("cloudide-redis")
        .WithLifetime(ContainerLifetime.Persistent)
    : builder.AddEmulatedRedis("redis", emulator, port: 6380);

// Published, MongoDB is a managed one whose URI is a parameter. Without containers the server keeps metadata in SQLite.
var mongodb = builder.ExecutionContext.IsPublishMode ? builder.AddConnectionString("mongodb")
    : containers ? builder.AddMongoDB("mongo")
        .WithImageTag(ContainerImages.MongoTag)
        .WithDataVolume("cloudide-mongo")
        .WithLifetime(ContainerLifetime.Persistent)
        .AddDatabase("mongodb", databaseName: "cloudide")
    : null;

var cloud = builder.AddCloud(aws, emulator, localstack);

// Queue, dead letters, bucket, cluster, log group, secrets and the workers' task definition, where they are missing.
// It needs what it writes into the task definition: where Redis is, and the endpoints of the cloud.
var setup = builder.AddProject<Projects.CloudIde_Orchestrator>("setup", launchProfileName: null)
    .WithArgs("setup")
    .WithReference(redis).WaitFor(redis)
    .WithCloud(cloud)
    .ExcludeFromManifest();

builder.AddProject<Projects.CloudIde_Server>("server", launchProfileName: null)
    .WithFixedHttpEndpoint(5080)
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithReference(redis)
    .WithOptionalReference(mongodb)
    .WithEnvironment("JWT_SECRET", jwtSecret)
    .WithCloud(cloud)
    .WaitForCompletion(setup);

builder.AddProject<Projects.CloudIde_Orchestrator>("orchestrator", launchProfileName: null)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReference(redis)
    .WithCloud(cloud)
    .WithFleet(cloud)
    .WaitForCompletion(setup);

// The orchestrator starts workers by ECS RunTask, so this one waits for a click: started under a debugger, it takes
// activations like any other. Published, it says what the image of the task definition is made of.
builder.AddProject<Projects.CloudIde_Worker>("worker", launchProfileName: null)
    .WithReference(redis)
    .WithCloud(cloud)
    .WaitForCompletion(setup)
    .WithExplicitStart();

await builder.Build().RunAsync();
return 0;
