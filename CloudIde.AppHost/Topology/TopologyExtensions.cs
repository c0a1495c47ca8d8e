using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace CloudIde.AppHost.Topology;

/// <summary>Small additions to Aspire's vocabulary.</summary>
internal static class TopologyExtensions
{
    private const int SecretLength = 48;

    /// <summary>
    /// Whether Redis, MongoDB, SQS and S3 are containers. Always when publishing, so that a manifest does not depend on
    /// the machine that writes it; in a run as <c>--containers true|false</c> says, or where a runtime answers.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns>True for containers.</returns>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode
        || (builder.Configuration.GetValue<bool?>("containers") ?? ContainerRuntime.Answers());

    /// <summary>A secret that is generated once and kept in the AppHost's user secrets. A deployment supplies its own.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The parameter's name.</param>
    /// <returns>The parameter.</returns>
    public static IResourceBuilder<ParameterResource> AddGeneratedSecret(
        this IDistributedApplicationBuilder builder, [ResourceName] string name) =>
        builder.AddParameter(
            name, new GenerateParameterDefault { MinLength = SecretLength, Special = false }, secret: true, persist: true);

    /// <summary>
    /// An HTTP endpoint on the same port inside and outside, with no proxy in between: a terminal's latency is measured
    /// in fractions of a millisecond, and a restart must be seen as one.
    /// </summary>
    /// <param name="project">The process.</param>
    /// <param name="port">The port.</param>
    /// <returns>The process.</returns>
    public static IResourceBuilder<ProjectResource> WithFixedHttpEndpoint(this IResourceBuilder<ProjectResource> project, int port) =>
        project.WithHttpEndpoint(port, targetPort: port, isProxied: false);

    /// <summary>References a database and waits for it, where there is one.</summary>
    /// <param name="project">The process.</param>
    /// <param name="database">The database, or null.</param>
    /// <returns>The process.</returns>
    public static IResourceBuilder<ProjectResource> WithOptionalReference(
        this IResourceBuilder<ProjectResource> project, IResourceBuilder<IResourceWithConnectionString>? database) =>
        database is null ? project : project.WithReference(database).WaitFor(database);
}
