using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.S3;

/// <summary>All buckets, each in a folder of its own: <c>s3/{bucket}/bucket.json</c>, <c>index.log</c>, <c>objects/</c>.</summary>
internal sealed partial class S3Store(EmulatorOptions options, ILogger<S3Store> logger) : IHostedService, IDisposable
{
    private const string BucketFile = "bucket.json";
    private const string DeletedPrefix = ".deleted-";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _changes = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _root = Path.Combine(options.DataDirectory, "s3");
    private Task _sweep = Task.CompletedTask;

    /// <summary>All buckets by name.</summary>
    public IEnumerable<Bucket> Buckets => _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    /// <summary>There while the process runs; left behind, it tells that the process was killed.</summary>
    private string RunningMark => Path.Combine(_root, ".running");

    /// <summary>Opens what earlier runs left.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A finished task.</returns>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        var wasKilled = File.Exists(RunningMark);
        File.WriteAllBytes(RunningMark, []);
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = Path.Combine(folder, BucketFile);
            if (Path.GetFileName(folder).StartsWith(DeletedPrefix, StringComparison.Ordinal) || !File.Exists(file))
            {
                // A deletion, or a creation, that the end of the process cut off.
                Directory.Delete(folder, recursive: true);
                continue;
            }

            Open(folder, File.ReadAllBytes(file));
        }

        if (wasKilled)
        {
            // By the file system's clock, which stamps the files.
            var started = File.GetLastWriteTimeUtc(RunningMark);
            _sweep = Task.Run(() => Sweep(started), cancellationToken);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _sweep;
        foreach (var bucket in _buckets.Values)
        {
            bucket.Dispose();
        }

        File.Delete(RunningMark);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var bucket in _buckets.Values)
        {
            bucket.Dispose();
        }

        _stopping.Dispose();
    }

    /// <summary>Finds a bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The bucket.</returns>
    public Bucket Find(string name) => _buckets.GetValueOrDefault(name) ?? throw S3Exception.NoSuchBucket(name);

    /// <summary>Finds a bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The bucket, or null.</returns>
    public Bucket? TryFind(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>Creates a bucket.</summary>
    /// <param name="name">Its name.</param>
    public void Create(string name)
    {
        if (name.Length is < 3 or > 63
            || name.AsSpan().ContainsAnyExcept(NameCharacters)
            || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])
            || name.Contains("..", StringComparison.Ordinal)
            || IPAddress.TryParse(name, out _))
        {
            throw new S3Exception(400, "InvalidBucketName", "The specified bucket is not valid.", ("BucketName", name));
        }

        lock (_changes)
        {
            if (_buckets.ContainsKey(name))
            {
                // In us-east-1, for reasons of history, creating one's own bucket again succeeds.
                if (options.Region == "us-east-1")
                {
                    return;
                }

                throw new S3Exception(409, "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.", ("BucketName", name));
            }

            var folder = Path.Combine(_root, name);
            Directory.CreateDirectory(folder);
            var content = Describe(options.TimeProvider.GetUtcNow().ToUnixTimeSeconds(), null);
            AtomicFile.Write(Path.Combine(folder, BucketFile), content);
            Open(folder, content);
        }
    }

    /// <summary>Deletes an empty bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    public void Delete(Bucket bucket)
    {
        lock (_changes)
        {
            if (!bucket.IsEmpty)
            {
                throw new S3Exception(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", ("BucketName", bucket.Name));
            }

            if (!_buckets.TryRemove(KeyValuePair.Create(bucket.Name, bucket)))
            {
                throw S3Exception.NoSuchBucket(bucket.Name);
            }

            bucket.Dispose();
            var gone = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{DeletedPrefix}{Guid.NewGuid():N}"));
            Directory.Move(bucket.Folder, gone);
            Directory.Delete(gone, recursive: true);
        }
    }

    /// <summary>Sets a bucket's CORS configuration.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="cors">The configuration; null: none.</param>
    public void SetCors(Bucket bucket, CorsConfiguration? cors)
    {
        lock (_changes)
        {
            AtomicFile.Write(Path.Combine(bucket.Folder, BucketFile), Describe(bucket.CreatedAt, cors));
            bucket.Cors = cors;
        }
    }

    private static byte[] Describe(long createdAt, CorsConfiguration? cors)
    {
        using var output = new PooledBufferWriter();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("createdAt", createdAt);
            if (cors is not null)
            {
                using var document = new PooledBufferWriter();
                using (var xml = new XmlOutput(document))
                {
                    cors.Write(xml);
                }

                json.WriteString("cors", Encoding.UTF8.GetString(document.WrittenMemory.Span));
            }

            json.WriteEndObject();
        }

        return output.WrittenMemory.ToArray();
    }

    private void Open(string folder, byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        var bucket = new Bucket(
            Path.GetFileName(folder), folder, document.RootElement.GetProperty("createdAt").GetInt64(), out var droppedBytes);
        if (document.RootElement.TryGetProperty("cors", out var cors))
        {
            bucket.Cors = CorsConfiguration.Parse(XmlInput.Parse(Encoding.UTF8.GetBytes(cors.GetString()!)));
        }

        if (droppedBytes > 0)
        {
            LogTornEnd(bucket.Name, droppedBytes);
        }

        _buckets[bucket.Name] = bucket;
    }

    private void Sweep(DateTime started)
    {
        foreach (var bucket in _buckets.Values)
        {
            try
            {
                bucket.RemoveOrphans(started, _stopping.Token);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogSweepFailed(exception, bucket.Name);
            }
        }
    }
}
