using Amazon.Runtime;

namespace CloudIde.Core.Aws;

/// <summary>Tells a failed call to AWS, refused or not answered, from every other error.</summary>
public static class AwsFailure
{
    /// <summary>Whether an error is that of a call to AWS.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>True when AWS refused, or could not be reached.</returns>
    public static bool Is(Exception exception) => exception is AmazonClientException or AmazonServiceException or HttpRequestException;

    /// <summary>Whether an error is that of a call to AWS, one that took too long included.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="cancellationToken">The caller's own token: when it is cancelled, the cancellation is no failure.</param>
    /// <returns>True when AWS refused, could not be reached, or did not answer in time.</returns>
    public static bool IsOrTimedOut(Exception exception, CancellationToken cancellationToken) =>
        Is(exception)
        || exception is TimeoutException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
