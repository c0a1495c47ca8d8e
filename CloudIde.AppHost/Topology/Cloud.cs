using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS;

namespace CloudIde.AppHost.Topology;

/// <summary>Where AWS is: on this machine in a run, in a region once published.</summary>
internal abstract record Cloud
{
    /// <summary>AWS on this machine.</summary>
    /// <param name="Sdk">The region.</param>
    /// <param name="Emulator">Answers for every service that <paramref name="Storage"/> does not.</param>
    /// <param name="Storage">SQS and S3: LocalStack, or the emulator.</param>
    public sealed record Local(
        IAWSSDKConfig Sdk,
        IResourceBuilder<IResourceWithEndpoints> Emulator,
        IResourceBuilder<IResourceWithEndpoints> Storage) : Cloud;

    /// <summary>AWS itself. What a deployment has created comes in as parameters.</summary>
    /// <param name="Region">The region.</param>
    /// <param name="QueueUrl">The activations' queue.</param>
    /// <param name="Bucket">The projects' bucket.</param>
    /// <param name="Subnets">Comma-separated subnets of the workers.</param>
    /// <param name="SecurityGroups">Comma-separated security groups of the workers.</param>
    public sealed record Published(
        IResourceBuilder<ParameterResource> Region,
        IResourceBuilder<ParameterResource> QueueUrl,
        IResourceBuilder<ParameterResource> Bucket,
        IResourceBuilder<ParameterResource> Subnets,
        IResourceBuilder<ParameterResource> SecurityGroups) : Cloud;
}
