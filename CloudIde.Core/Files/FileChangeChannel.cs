using System.Text.Json;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Files;

/// <summary>
/// Tells servers, worker and editors of one project which of its files changed, over Redis. A hint that may be lost: S3 says
/// what the files are.
/// </summary>
public sealed class FileChangeChannel(IConnectionMultiplexer redis)
{
    /// <summary>Raised when a connection to Redis is restored: what was published meanwhile was missed.</summary>
    public event EventHandler<ConnectionFailedEventArgs> Restored
    {
        add => redis.ConnectionRestored += value;
        remove => redis.ConnectionRestored -= value;
    }

    /// <summary>Tells everyone who follows the project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="changes">What changed. More than <see cref="FileChanges.MostNamed"/> written or deleted files become one <see cref="FileChangeKind.Many"/>.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task PublishAsync(string projectId, FileChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var message = JsonSerializer.SerializeToUtf8Bytes(Shorten(changes), FilesJsonContext.Default.FileChanges);
        return redis.GetSubscriber().PublishAsync(RedisKeys.FileChanges(projectId), message);
    }

    /// <summary>Calls back on each message until the returned subscription is disposed.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="onChanges">Told what changed, in order. Must return at once.</param>
    /// <returns>The subscription.</returns>
    public async Task<IAsyncDisposable> SubscribeAsync(string projectId, Action<FileChanges> onChanges)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisKeys.FileChanges(projectId));
        queue.OnMessage(message =>
        {
            if (Read(message.Message) is { } changes)
            {
                onChanges(changes);
            }
        });
        return new ChannelSubscription(queue);
    }

    private static FileChanges Shorten(FileChanges changes)
    {
        if (changes.Items.Count(IsPlain) <= FileChanges.MostNamed)
        {
            return changes;
        }

        return changes with { Items = [new FileChange(FileChangeKind.Many), .. changes.Items.Where(change => !IsPlain(change))] };
    }

    private static bool IsPlain(FileChange change) => change.Kind is FileChangeKind.Written or FileChangeKind.Deleted;

    private static FileChanges? Read(RedisValue message)
    {
        try
        {
            return JsonSerializer.Deserialize((byte[])message!, FilesJsonContext.Default.FileChanges);
        }
        catch (JsonException)
        {
            // From another version. That something changed is known nevertheless.
            return new FileChanges(FileChanges.Server, [new FileChange(FileChangeKind.Many)]);
        }
    }
}
