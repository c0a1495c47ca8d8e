using System.Threading.Channels;
using CloudIde.Core.Files;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Tells whoever shows the files, and whoever sits at a terminal, what a synchronisation has noted.</summary>
internal sealed partial class FileNews(
    string projectId, SyncNotices notices, FileChangeChannel channel, TimeProvider time, ILogger<FileNews> logger)
{
    /// <summary>How long the end waits for Redis to take the last news.</summary>
    private static readonly TimeSpan LastNewsLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>More lines than this at once would push what somebody reads out of a terminal.</summary>
    private const int MostLines = 20;

    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Told of conflicts and problems, for whoever sits at a terminal.</summary>
    public Action<string>? Announce { get; set; }

    /// <summary>Tells soon what was noted.</summary>
    public void TellSoon() => _news.Writer.TryWrite(true);

    /// <summary>Tells until it is cancelled. On its own, so that a Redis that is away keeps no file from being saved.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends then.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _news.Reader.ReadAsync(cancellationToken);
            await TellAsync();
        }
    }

    /// <summary>Tells the last, unless it takes too long.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is told, or was given up.</returns>
    public async Task TellLastAsync(CancellationToken cancellationToken) =>
        await TellAsync().WaitAsync(LastNewsLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task TellAsync()
    {
        var changes = notices.Take();
        if (changes.Count == 0)
        {
            return;
        }

        var messages = changes.Select(change => change.Message).OfType<string>().ToList();
        foreach (var message in messages.Take(MostLines))
        {
            Announce?.Invoke(message);
        }

        if (messages.Count > MostLines)
        {
            Announce?.Invoke($"{messages.Count - MostLines:N0} more such messages are in the editor's notices.");
        }

        try
        {
            await channel.PublishAsync(projectId, new FileChanges(FileChanges.Worker, changes));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNotTold(e, projectId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nobody could be told of changed files of {ProjectId}.", EventName = "NotTold")]
    private partial void LogNotTold(Exception exception, string projectId);
}
