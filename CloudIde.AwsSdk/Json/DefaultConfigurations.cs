using System.Collections.ObjectModel;
using Amazon.Runtime;

namespace CloudIde.AwsSdk.Json;

/// <summary>
/// The five named sets of defaults that AWS's SDKs share ("smart configuration defaults"); the timeouts are those of
/// its published <c>sdk-default-configuration.json</c>.
/// </summary>
internal static class DefaultConfigurations
{
    /// <summary>All of them; AWSSDK.Core picks one by <c>AWS_DEFAULTS_MODE</c>.</summary>
    public static ReadOnlyCollection<IDefaultConfiguration> All { get; } = new(
    [
        Create(DefaultConfigurationMode.Standard, 3100),
        Create(DefaultConfigurationMode.InRegion, 1100),
        Create(DefaultConfigurationMode.CrossRegion, 3100),
        Create(DefaultConfigurationMode.Mobile, 30000),
        Create(DefaultConfigurationMode.Auto, 1100),
    ]);

    private static DefaultConfiguration Create(DefaultConfigurationMode mode, int connectMilliseconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(connectMilliseconds),
    };
}
