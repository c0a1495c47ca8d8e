using System.Net;
using Amazon.Runtime;
using CloudIde.Core.Aws;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>Tries requests to S3 again that may work the next time, some times and ever more slowly.</summary>
/// <remarks>
/// On top of the client library's own tries, which are short, do not cover the body of an answer, and are turned off by some.
/// </remarks>
internal static class S3Retry
{
    /// <summary>How often a request is tried, about 6 s altogether.</summary>
    internal const int Attempts = 7;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a request until it works.</summary>
    /// <param name="what">What it does, such as "write part 2"; for the error.</param>
    /// <param name="time">The clock.</param>
    /// <param name="request">The request; told which attempt it is, from 0.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its answer.</returns>
    /// <exception cref="SnapshotException">It failed each time.</exception>
    internal static async Task<T> RunAsync<T>(string what, TimeProvider time, Func<int, Task<T>> request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return await request(attempt);
            }
            catch (Exception e) when (MayWorkLater(e))
            {
                if (attempt + 1 >= Attempts)
                {
                    throw new SnapshotException($"S3 failed {Attempts} times to {what}: {e.Message}", e);
                }

                await Task.Delay(DelayAfter(attempt), time, cancellationToken);
            }
        }
    }

    /// <summary>How long to wait after a failed attempt.</summary>
    /// <param name="attempt">Which, from 0.</param>
    /// <returns>From 0.1 to 3.2 s.</returns>
    internal static TimeSpan DelayAfter(int attempt) => FirstDelay * (1 << attempt);

    /// <summary>Whether a request that failed so may work when it is tried again.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>False where S3 refused it, or whoever asked gave up.</returns>
    internal static bool MayWorkLater(Exception exception) => exception switch
    {
        AmazonServiceException service => service.StatusCode is 0 or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            || (int)service.StatusCode >= 500 || service.ErrorCode is "RequestTimeout" or "BadDigest",
        SnapshotException => false,
        OperationCanceledException => exception.InnerException is TimeoutException,
        _ => AwsFailure.Is(exception) || exception is IOException or TimeoutException,
    };
}
