namespace CloudIde.Emulator.S3;

/// <summary>
/// The bytes of an object: files that never change, one after the other. A multipart object consists of its parts'
/// files, so completing it moves nothing. The files go when nobody needs or reads them any more.
/// </summary>
/// <param name="segments">The files and their lengths.</param>
internal sealed class ObjectBody(IReadOnlyList<Segment> segments)
{
    private readonly Lock _lock = new();
    private int _readers;
    private BodyFiles? _dropFrom;

    /// <summary>The files and their lengths.</summary>
    public IReadOnlyList<Segment> Segments { get; } = segments;

    /// <summary>The length in bytes.</summary>
    public long Length { get; } = segments.Sum(segment => segment.Length);

    /// <summary>Keeps the files while they are read. The caller holds the bucket's lock, so they are not yet dropped.</summary>
    public void Acquire()
    {
        lock (_lock)
        {
            _readers++;
        }
    }

    /// <summary>Ends a reading.</summary>
    public void Release()
    {
        BodyFiles? drop;
        lock (_lock)
        {
            drop = --_readers == 0 ? _dropFrom : null;
        }

        if (drop is not null)
        {
            Delete(drop);
        }
    }

    /// <summary>Removes the files, once the last reader has ended.</summary>
    /// <param name="files">Where they are.</param>
    public void Drop(BodyFiles files)
    {
        lock (_lock)
        {
            if (_readers > 0)
            {
                _dropFrom = files;
                return;
            }
        }

        Delete(files);
    }

    private void Delete(BodyFiles files)
    {
        foreach (var segment in Segments)
        {
            files.Delete(segment.Id);
        }
    }
}
