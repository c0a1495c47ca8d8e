using System.Net.Sockets;
using CloudIde.Core.Aws;
using k8s.Autorest;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Tells what may pass (AWS, Kubernetes, Redis or the network) from a mistake of ours, which must not be survived in silence.</summary>
internal static class Transient
{
    /// <summary>Whether an error is one of a service or of the network.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="cancellationToken">The caller's own token: when it is cancelled, the cancellation is no error.</param>
    /// <returns>Whether to go on.</returns>
    public static bool Is(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // A timeout inside a client, or our own bound.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ when AwsFailure.Is(exception) => true,
        HttpOperationException or RedisException or TimeoutException or IOException or SocketException => true,

        // An answer that cannot be understood is the service's error too.
        InvalidDataException => true,
        _ => false,
    };
}
