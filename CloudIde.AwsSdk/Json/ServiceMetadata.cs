using Amazon.Runtime.Internal;

namespace CloudIde.AwsSdk.Json;

/// <summary>Tells AWSSDK.Core which service a client is for.</summary>
internal sealed class ServiceMetadata(ServiceDescription service) : IServiceMetadata
{
    /// <inheritdoc/>
    public string ServiceId => service.ServiceId;

    /// <inheritdoc/>
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
