using System.Diagnostics.CodeAnalysis;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// One bucket: an index in memory, its journal and the files of its bodies. A change is checked and recorded under
/// one lock, so conditions are atomic and the last writer wins; the index has a lock of its own, so nobody who
/// reads waits for the disk.
/// </summary>
internal sealed partial class BucketStore : IDisposable
{
    private const string JournalName = "index.log";
    private const int FewestDeadRecords = 20_000;

    private readonly Lock _writes = new();
    private readonly Lock _reads = new();
    private readonly ObjectIndex _index = new();
    private readonly RecordWriter _record = new();
    private BucketJournal _journal = null!;
    private long _compactFrom;
    private bool _deleted;

    private BucketStore(string name, string directory)
    {
        Name = name;
        Files = new BodyFiles(Path.Combine(directory, "bodies"));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The files of its bodies.</summary>
    public BodyFiles Files { get; }

    /// <summary>When it was created, where, and its other settings.</summary>
    public BucketSettings Settings { get; private set; } = new();

    /// <summary>Creates a bucket in a folder that does not exist.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="directory">Its folder, once it is renamed to it.</param>
    /// <param name="temporary">Where the folder is made, so that it appears whole.</param>
    /// <param name="settings">Its settings.</param>
    /// <returns>The bucket.</returns>
    public static BucketStore Create(string name, string directory, string temporary, BucketSettings settings)
    {
        Directory.CreateDirectory(temporary);
        var journal = BucketJournal.Create(Path.Combine(temporary, JournalName));
        try
        {
            using var record = new RecordWriter();
            WriteSettings(record, settings);
            journal.Append(record.End());
        }
        finally
        {
            // Windows does not rename a folder with an open file in it.
            journal.Dispose();
        }

        Directory.Move(temporary, directory);
        return Open(name, directory, out _);
    }

    /// <summary>Finds an object and keeps its body from being deleted.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">The object; its body is to be released.</param>
    /// <returns>False when there is none.</returns>
    public bool TryAcquire(string key, [NotNullWhen(true)] out ObjectEntry? entry)
    {
        lock (_reads)
        {
            // The index holds a reference to every body in it, so this cannot fail while the lock is held.
            entry = _index.Find(key);
            return entry is not null && entry.Body.TryAcquire();
        }
    }

    /// <summary>Finds an object.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object, or null.</returns>
    public ObjectEntry? Find(string key)
    {
        lock (_reads)
        {
            return _index.Find(key);
        }
    }

    /// <summary>Runs a listing while the index stands still.</summary>
    /// <typeparam name="T">What it finds.</typeparam>
    /// <param name="list">The listing.</param>
    /// <returns>What it found.</returns>
    public T List<T>(Func<ObjectIndex, T> list)
    {
        lock (_reads)
        {
            return list(_index);
        }
    }

    /// <summary>Writes an object.</summary>
    /// <param name="entry">The object. Its body is taken over, or deleted when the condition does not hold.</param>
    /// <param name="condition">What must hold.</param>
    public void Put(ObjectEntry entry, WriteCondition condition)
    {
        ObjectEntry? replaced;
        try
        {
            lock (_writes)
            {
                ThrowIfDeleted();
                condition.Check(Find(entry.Key));
                _record.Begin(RecordKind.Put);
                _record.Entry(entry);
                _journal.Append(_record.End());
                replaced = Set(entry);
                CompactIfWorthwhile();
            }
        }
        catch
        {
            entry.Body.Release();
            throw;
        }

        replaced?.Body.Release();
    }

    /// <summary>Replaces what is kept about an object and leaves its bytes.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="change">Makes the new entry from the present one; it keeps the body.</param>
    /// <returns>The new entry.</returns>
    public ObjectEntry Update(string key, WriteCondition condition, Func<ObjectEntry, ObjectEntry> change)
    {
        lock (_writes)
        {
            ThrowIfDeleted();
            var current = Find(key) ?? throw S3Errors.NoSuchKey(key);
            condition.Check(current);
            var entry = change(current);
            _record.Begin(RecordKind.Put);
            _record.Entry(entry);
            _journal.Append(_record.End());
            Set(entry);
            CompactIfWorthwhile();
            return entry;
        }
    }

    /// <summary>Deletes an object; that there is none is no error.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="condition">What must hold.</param>
    public void Delete(string key, WriteCondition condition)
    {
        ObjectEntry? removed;
        lock (_writes)
        {
            ThrowIfDeleted();
            var current = Find(key);
            condition.Check(current);
            if (current is null)
            {
                return;
            }

            _record.Begin(RecordKind.Delete);
            _record.Text(key);
            _journal.Append(_record.End());
            lock (_reads)
            {
                removed = _index.Remove(key);
            }

            CompactIfWorthwhile();
        }

        removed?.Body.Release();
    }

    /// <summary>Changes the bucket's settings.</summary>
    /// <param name="change">Makes the new ones from the present ones.</param>
    public void Configure(Func<BucketSettings, BucketSettings> change)
    {
        lock (_writes)
        {
            ThrowIfDeleted();
            var settings = change(Settings);
            WriteSettings(_record, settings);
            _journal.Append(_record.End());
            Settings = settings;
        }
    }

    /// <summary>Lets no more changes in, if the bucket is empty.</summary>
    /// <exception cref="S3Exception">It holds objects.</exception>
    public void Close()
    {
        lock (_writes)
        {
            ThrowIfDeleted();
            if (_index.Count > 0)
            {
                throw new S3Exception(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
                {
                    Details = [("BucketName", Name)],
                };
            }

            _deleted = true;
            _journal.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_writes)
        {
            _deleted = true;
            _journal.Dispose();
            _record.Dispose();
            Files.Dispose();
        }
    }

    private ObjectEntry? Set(ObjectEntry entry)
    {
        lock (_reads)
        {
            return _index.Set(entry);
        }
    }

    private void ThrowIfDeleted()
    {
        if (_deleted)
        {
            throw S3Errors.NoSuchBucket(Name);
        }
    }
}
