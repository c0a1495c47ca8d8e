using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;

namespace CloudIde.AppHost.Topology;

/// <summary>Environment-switched configuration: the same processes, told where AWS is.</summary>
internal static class CloudExtensions
{
    private const string Queue = "cloudide-terminal-queue";
    private const string Bucket = "cloudide-projects";

    /// <summary>The cloud of this execution: the emulators of a run, or parameters when publishing.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="sdk">The region of local runs.</param>
    /// <param name="emulator">The emulator.</param>
    /// <param name="localstack">LocalStack, where there are containers.</param>
    /// <returns>The cloud.</returns>
    public static Cloud AddCloud(
        this IDistributedApplicationBuilder builder,
        IAWSSDKConfig sdk,
        IResourceBuilder<ProjectResource> emulator,
        IResourceBuilder<ContainerResource>? localstack) =>
        builder.ExecutionContext.IsPublishMode
            ? new Cloud.Published(
                builder.AddParameter("aws-region", "us-east-1", publishValueAsDefault: true),
                builder.AddParameter("queue-url"),
                builder.AddParameter("bucket", Bucket, publishValueAsDefault: true),
                builder.AddParameter("subnets"),
                builder.AddParameter("security-groups"))
            : new Cloud.Local(sdk, emulator, (IResourceBuilder<IResourceWithEndpoints>?)localstack ?? emulator);

    /// <summary>Tells a process where AWS is; in a run it also starts after the emulators are healthy.</summary>
    /// <param name="project">The process.</param>
    /// <param name="cloud">The cloud.</param>
    /// <returns>The process.</returns>
    public static IResourceBuilder<ProjectResource> WithCloud(this IResourceBuilder<ProjectResource> project, Cloud cloud) =>
        cloud switch
        {
            Cloud.Local local => project.WithLocalAws(local),
            Cloud.Published published => project
                .WithEnvironment("AWS_REGION", published.Region)
                .WithEnvironment("AWS_SQS_QUEUE_URL", published.QueueUrl)
                .WithEnvironment("AWS_S3_BUCKET_NAME", published.Bucket),
            _ => throw new UnreachableException(),
        };

    /// <summary>Tells the orchestrator where workers run. A local network is a name that the emulator only repeats.</summary>
    /// <param name="orchestrator">The orchestrator.</param>
    /// <param name="cloud">The cloud.</param>
    /// <returns>The orchestrator.</returns>
    public static IResourceBuilder<ProjectResource> WithFleet(this IResourceBuilder<ProjectResource> orchestrator, Cloud cloud)
    {
        orchestrator
            .WithEnvironment("ORCHESTRATOR_RUNTIME", "ecs")
            .WithEnvironment("ECS_CLUSTER_NAME", "cloudide-cluster")
            .WithEnvironment("ECS_TASK_DEFINITION", "cloudide-worker");
        return cloud is Cloud.Published published
            ? orchestrator
                .WithEnvironment("ECS_SUBNETS", published.Subnets)
                .WithEnvironment("ECS_SECURITY_GROUPS", published.SecurityGroups)
            : orchestrator
                .WithEnvironment("ECS_SUBNETS", "subnet-local")
                .WithEnvironment("ECS_SECURITY_GROUPS", "sg-local");
    }

    private static IResourceBuilder<ProjectResource> WithLocalAws(this IResourceBuilder<ProjectResource> project, Cloud.Local local)
    {
        var storage = local.Storage.Resource.GetEndpoint("http");
        project
            .WithReference(local.Sdk)
            .WaitFor(local.Emulator)
            .WithEnvironment("AWS_ACCESS_KEY_ID", "test")
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", "test")
            .WithEnvironment("AWS_ENDPOINT_URL", local.Emulator.Resource.GetEndpoint("http"))
            .WithEnvironment("AWS_SQS_QUEUE_URL", ReferenceExpression.Create(
                $"{storage.Property(EndpointProperty.Url)}/000000000000/{Queue}"))
            .WithEnvironment("AWS_S3_BUCKET_NAME", Bucket)
            // Orchestrated processes do not inherit the AppHost's environment name; without it they would be in Production.
            .WithEnvironment("DOTNET_ENVIRONMENT", project.ApplicationBuilder.Environment.EnvironmentName);

        return local.Storage == local.Emulator
            ? project
            : project
                .WaitFor(local.Storage)
                .WithEnvironment("USE_LOCALSTACK", "true")
                // The AWS SDKs prefer a service's own endpoint to AWS_ENDPOINT_URL.
                .WithEnvironment("AWS_ENDPOINT_URL_SQS", storage)
                .WithEnvironment("AWS_ENDPOINT_URL_S3", storage);
    }
}
