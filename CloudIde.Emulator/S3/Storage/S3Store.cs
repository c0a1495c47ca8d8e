using System.Collections.Concurrent;
using CloudIde.Emulator.S3.Buckets;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>Every bucket. They are read before the emulator listens.</summary>
internal sealed partial class S3Store : IHostedService, IDisposable
{
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly Lock _changes = new();
    private readonly ConcurrentDictionary<string, BucketStore> _buckets = new(StringComparer.Ordinal);

    public S3Store(EmulatorOptions options, ILogger<S3Store> logger)
    {
        _directory = Path.GetFullPath(Path.Combine(options.DataDirectory, "s3"));
        _logger = logger;
    }

    /// <summary>Every bucket in the order of names.</summary>
    public IEnumerable<BucketStore> All => _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    /// <summary>Finds a bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The bucket, or null.</returns>
    public BucketStore? Find(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>Creates a bucket.</summary>
    /// <param name="name">Its name, which the caller has checked.</param>
    /// <param name="settings">Its settings.</param>
    /// <returns>False when it is there already.</returns>
    public bool Create(string name, BucketSettings settings)
    {
        lock (_changes)
        {
            if (_buckets.ContainsKey(name))
            {
                return false;
            }

            var temporary = Path.Combine(_directory, ".new-" + Guid.NewGuid().ToString("N"));
            _buckets[name] = BucketStore.Create(name, Path.Combine(_directory, name), temporary, settings);
            return true;
        }
    }

    /// <summary>Deletes an empty bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="S3Exception">There is none, or it holds objects.</exception>
    public void Delete(string name)
    {
        lock (_changes)
        {
            var bucket = Find(name) ?? throw S3Errors.NoSuchBucket(name);
            bucket.Close();

            // The rename is what deletes it; a start finishes a removal that was interrupted.
            var removed = Path.Combine(_directory, ".deleted-" + Guid.NewGuid().ToString("N"));
            Directory.Move(Path.Combine(_directory, name), removed);
            _buckets.TryRemove(name, out _);
            Remove(removed);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_directory))
        {
            return Task.CompletedTask;
        }

        foreach (var path in Directory.EnumerateDirectories(_directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            if (name.StartsWith('.'))
            {
                Remove(path);
            }
            else if (BucketName.Check(name) is null)
            {
                _buckets[name] = BucketStore.Open(name, path, out var damagedAt);
                if (damagedAt is { } position)
                {
                    LogDamaged(name, position);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
        {
            bucket.Dispose();
        }
    }

    private void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(exception, directory);
        }
    }
}
