using System.Text.Json;
using Amazon.Runtime;
using CloudIde.Core.Settings;
using k8s.Autorest;
using k8s.Exceptions;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Commands;

/// <summary>Turns what may go wrong for reasons outside the program into sentences and an exit code.</summary>
internal static class CommandErrors
{
    /// <summary>Runs a command.</summary>
    /// <param name="error">Receives one line for each problem.</param>
    /// <param name="run">The command.</param>
    /// <returns>The command's exit code, or <see cref="ExitCodes.Failed"/> for a problem. Other errors are ours and are not caught.</returns>
    public static async Task<int> ReportAsync(TextWriter error, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (Sentence(e) is not null)
        {
            await error.WriteLineAsync(Sentence(e));
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }

        return ExitCodes.Failed;
    }

    private static string? Sentence(Exception error) => error switch
    {
        InvalidSettingsException or OrchestratorStartException or InvalidDataException or IOException or UnauthorizedAccessException =>
            error.Message,
        AmazonServiceException aws when string.IsNullOrEmpty(aws.ErrorCode) => $"AWS cannot be reached: {aws.Message}",
        AmazonServiceException aws => $"AWS refused: {aws.ErrorCode}: {aws.Message}",
        AmazonClientException => $"AWS cannot be reached: {error.Message}",
        HttpOperationException kubernetes => $"Kubernetes refused: {(int)kubernetes.Response.StatusCode}: {kubernetes.Response.Content}",
        HttpRequestException => $"It cannot be reached: {error.Message}",
        RedisException or RedisTimeoutException => $"Redis does not answer: {error.Message}",
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => $"It did not answer in time: {error.Message}",
        KubeConfigException => $"Kubernetes cannot be reached: {error.Message}",
        JsonException => $"What the orchestrator left in Redis cannot be read: {error.Message}",
        _ => null,
    };
}
