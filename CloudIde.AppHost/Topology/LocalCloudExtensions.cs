using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace CloudIde.AppHost.Topology;

/// <summary>The stand-ins for AWS on this machine.</summary>
internal static class LocalCloudExtensions
{
    private const string RedisEndpoint = "redis";

    // What a task process needs to appear in the dashboard beside its parent. Everything else a task gets comes from
    // its task definition, as on Fargate.
    private const string PassedToTasks =
        "DOTNET_ENVIRONMENT,OTEL_EXPORTER_OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_PROTOCOL,OTEL_EXPORTER_OTLP_HEADERS,SSL_CERT_DIR";

    /// <summary>
    /// LocalStack for SQS and S3. Its free image keeps nothing on disk, so the container stays up between runs; what
    /// is in it lasts until the container is removed.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <returns>The container.</returns>
    public static IResourceBuilder<ContainerResource> AddLocalStack(
        this IDistributedApplicationBuilder builder, [ResourceName] string name) =>
        builder.AddContainer(name, ContainerImages.LocalStack, ContainerImages.LocalStackTag)
            .WithHttpEndpoint(targetPort: 4566)
            .WithHttpHealthCheck("/_localstack/health")
            .WithEnvironment("SERVICES", "sqs,s3")
            // Queue URLs with the host and port that the client used: the host port is not 4566.
            .WithEnvironment("SQS_ENDPOINT_STRATEGY", "dynamic")
            .WithLifetime(ContainerLifetime.Persistent)
            .ExcludeFromManifest();

    /// <summary>Tells the emulated Fargate which command stands for an image, in <c>EMULATOR_IMAGES</c>.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="image">The image's name in task definitions, without registry and tag.</param>
    /// <param name="command">The command line.</param>
    /// <returns>The emulator.</returns>
    public static IResourceBuilder<ProjectResource> WithTaskImage(
        this IResourceBuilder<ProjectResource> emulator, string image, IReadOnlyList<string> command) =>
        emulator
            .WithEnvironment("EMULATOR_IMAGES", JsonSerializer.Serialize(new Dictionary<string, IReadOnlyList<string>> { [image] = command }))
            .WithEnvironment("EMULATOR_PASS_ENVIRONMENT", PassedToTasks)
            .WithEnvironment("DOTNET_ENVIRONMENT", emulator.ApplicationBuilder.Environment.EnvironmentName);

    /// <summary>Lets the emulator speak the Redis protocol too, and gives that a connection string.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The connection string's name.</param>
    /// <param name="emulator">The emulator; it reads the port from <c>EMULATOR_REDIS_PORT</c>.</param>
    /// <param name="port">The port on loopback.</param>
    /// <returns>The connection string.</returns>
    public static IResourceBuilder<ConnectionStringResource> AddEmulatedRedis(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<ProjectResource> emulator,
        int port)
    {
        emulator.WithEndpoint(
            port, targetPort: port, scheme: "tcp", name: RedisEndpoint, env: "EMULATOR_REDIS_PORT", isProxied: false);
        var endpoint = emulator.GetEndpoint(RedisEndpoint);
        return builder.AddConnectionString(
            name, ReferenceExpression.Create($"{endpoint.Property(EndpointProperty.HostAndPort)}"));
    }
}
