namespace CloudIde.Worker.Workspaces.Files;

/// <summary>A problem of the whole project that is told when it begins, whatever it is called later, and when it is over.</summary>
internal sealed class LastingProblem
{
    private string? _told;

    /// <summary>Tells it, unless it was told and is not over.</summary>
    /// <param name="notices">Where it is told.</param>
    /// <param name="message">A sentence for people.</param>
    public void Tell(SyncNotices notices, string message)
    {
        if (Interlocked.CompareExchange(ref _told, message, null) is null)
        {
            notices.Problem("", message);
        }
    }

    /// <summary>Notes that it is over; tells so when it was told.</summary>
    /// <param name="notices">Where it is told.</param>
    /// <param name="message">A sentence for people.</param>
    public void End(SyncNotices notices, string message)
    {
        if (Interlocked.Exchange(ref _told, null) is { } told)
        {
            notices.Solved("", told);
            notices.Problem("", message);
            notices.Solved("", message);
        }
    }
}
