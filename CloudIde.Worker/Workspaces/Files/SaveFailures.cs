using CloudIde.Core.Aws;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What becomes of a synchronisation that failed: it is tried again, marked on the disk, and told when it lasts.</summary>
internal sealed partial class SaveFailures(
    string projectId, WorkspaceFolder folder, SyncNotices notices, FileNews news, TimeProvider time, ILogger<SaveFailures> logger)
{
    /// <summary>How soon it is tried again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>A failure that lasts this long is told to the user.</summary>
    private static readonly TimeSpan PatienceWithS3 = TimeSpan.FromSeconds(5);

    private readonly LastingProblem _lasting = new();
    private long? _since;

    /// <summary>Saves, and tries until it worked.</summary>
    /// <param name="save">Saves.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public async Task UntilSavedAsync(Func<Task> save, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await save();
                Recovered();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsStorageError(e))
            {
                Failed(e);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>Notes a failure.</summary>
    /// <param name="e">The failure.</param>
    public void Failed(Exception e)
    {
        _since ??= time.GetTimestamp();
        folder.MarkUnsaved(true);
        LogSyncFailed(e, projectId);
        if (time.GetElapsedTime(_since.Value) >= PatienceWithS3)
        {
            _lasting.Tell(notices, $"The files cannot be saved at the moment: {e.Message} It is tried again, and nothing is lost while this worker lives.");
        }

        news.TellSoon();
    }

    /// <summary>Notes that it works again.</summary>
    public void Recovered()
    {
        _since = null;
        _lasting.End(notices, "The files are saved again.");
        news.TellSoon();
    }

    private static bool IsStorageError(Exception e) =>
        AwsFailure.Is(e) || e is IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException;

    [LoggerMessage(LogLevel.Error, "The files of {ProjectId} could not be synchronised; trying again.", EventName = "SyncFailed")]
    private partial void LogSyncFailed(Exception exception, string projectId);
}
