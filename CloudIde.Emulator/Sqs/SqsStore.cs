using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Sqs;

/// <summary>All queues, each in a folder of its own: <c>sqs/{name}-{id}/queue.json</c> and <c>messages.log</c>.</summary>
internal sealed partial class SqsStore(EmulatorOptions options, IHostApplicationLifetime lifetime, ILogger<SqsStore> logger)
    : IHostedService, IDisposable
{
    private const string DescriptionFile = "queue.json";
    private const string LogFile = "messages.log";
    private const string DeletedSuffix = ".deleted";

    private readonly ConcurrentDictionary<string, SqsQueue> _queues = new(StringComparer.Ordinal);
    private readonly Lock _changes = new();
    private readonly string _root = Path.Combine(options.DataDirectory, "sqs");

    /// <summary>What stands before a queue's name in its ARN.</summary>
    public string ArnPrefix { get; } = $"arn:aws:sqs:{options.Region}:{options.AccountId}:";

    /// <summary>All queues by name.</summary>
    public IEnumerable<SqsQueue> Queues => _queues.Values.OrderBy(queue => queue.Description.Name, StringComparer.Ordinal);

    /// <summary>Opens what earlier runs left.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A finished task.</returns>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = Path.Combine(folder, DescriptionFile);
            if (folder.EndsWith(DeletedSuffix, StringComparison.Ordinal) || !File.Exists(file))
            {
                // A deletion, or a creation, that the end of the process cut off.
                Directory.Delete(folder, recursive: true);
                continue;
            }

            Open(QueueDescriptionFile.Read(File.ReadAllBytes(file), ArnPrefix), folder);
        }

        // The server waits for the requests that run before it stops anything else, so long polls must end first.
        lifetime.ApplicationStopping.Register(() =>
        {
            foreach (var queue in _queues.Values)
            {
                queue.EndWaits();
            }
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Dispose();
        }
    }

    /// <summary>Finds a queue.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The queue, or null.</returns>
    public SqsQueue? Find(string name) => _queues.GetValueOrDefault(name);

    /// <summary>Finds a queue.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <returns>The queue, or null.</returns>
    public SqsQueue? FindByArn(string arn) =>
        arn.StartsWith(ArnPrefix, StringComparison.Ordinal) ? Find(arn[ArnPrefix.Length..]) : null;

    /// <summary>Creates a queue, or finds the one that is there already.</summary>
    /// <param name="name">Its name, checked.</param>
    /// <param name="attributes">What the client gave.</param>
    /// <param name="tags">The tags of a new queue.</param>
    /// <returns>The queue.</returns>
    public SqsQueue Create(string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags)
    {
        lock (_changes)
        {
            if (Find(name) is { } existing)
            {
                return existing.Description.Attributes.FirstDifference(attributes) is { } difference
                    ? throw SqsErrors.QueueNameExists(difference)
                    : existing;
            }

            var checkedAttributes = QueueAttributes.Create(name, attributes);
            CheckRedrive(checkedAttributes);
            var id = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
            var now = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();
            var description = new QueueDescription(id, name, ArnPrefix + name, checkedAttributes, tags, now, now);
            var folder = Folder(description);
            Directory.CreateDirectory(folder);
            AtomicFile.Write(Path.Combine(folder, DescriptionFile), QueueDescriptionFile.Write(description));
            return Open(description, folder);
        }
    }

    /// <summary>Changes what a queue is.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="change">Makes the new description from the present one.</param>
    public void Change(SqsQueue queue, Func<QueueDescription, QueueDescription> change)
    {
        lock (_changes)
        {
            var description = change(queue.Description);
            if (!ReferenceEquals(description.Attributes, queue.Description.Attributes))
            {
                CheckRedrive(description.Attributes);
                description = description with { ModifiedAt = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds() };
            }

            if (Find(description.Name) != queue)
            {
                throw SqsErrors.QueueDoesNotExist();
            }

            AtomicFile.Write(Path.Combine(Folder(description), DescriptionFile), QueueDescriptionFile.Write(description));
            queue.Description = description;
        }
    }

    /// <summary>Deletes a queue with its messages.</summary>
    /// <param name="queue">The queue.</param>
    public void Delete(SqsQueue queue)
    {
        lock (_changes)
        {
            if (!_queues.TryRemove(KeyValuePair.Create(queue.Description.Name, queue)))
            {
                return;
            }

            queue.Dispose();

            // Gone with one rename; a death during the removal leaves a folder that the next start removes.
            var folder = Folder(queue.Description);
            Directory.Move(folder, folder + DeletedSuffix);
            Directory.Delete(folder + DeletedSuffix, recursive: true);
        }
    }

    private SqsQueue Open(QueueDescription description, string folder)
    {
        var queue = new SqsQueue(
            description, Path.Combine(folder, LogFile), options.TimeProvider, FindByArn, out var droppedBytes);
        if (droppedBytes > 0)
        {
            LogTornEnd(description.Name, droppedBytes);
        }

        _queues[description.Name] = queue;
        return queue;
    }

    private string Folder(QueueDescription description) =>
        Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{description.Name}-{description.Id:x16}"));

    private void CheckRedrive(QueueAttributes attributes)
    {
        if (attributes.Redrive is not { } redrive)
        {
            return;
        }

        var target = FindByArn(redrive.DeadLetterTargetArn);
        if (target is null)
        {
            throw SqsErrors.InvalidParameter(
                "RedrivePolicy", attributes.Values["RedrivePolicy"], "Dead letter target does not exist.");
        }

        if (target.Description.Attributes.IsFifo != attributes.IsFifo)
        {
            throw SqsErrors.InvalidParameter(
                "RedrivePolicy", attributes.Values["RedrivePolicy"], "Dead-letter queue must be same type of queue as the source.");
        }
    }
}
