namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// The files of one body. They never change; they are deleted once the index has let go of them and the last reader
/// has finished, so a download that overlaps an overwrite ends with the bytes it began with.
/// </summary>
/// <param name="files">The bucket's files.</param>
/// <param name="segments">The files in the order of their bytes.</param>
internal sealed class ObjectBody(BodyFiles files, BodySegment[] segments)
{
    /// <summary>The index's reference and one a reader.</summary>
    private int _references = 1;

    /// <summary>The files in the order of their bytes.</summary>
    public BodySegment[] Segments { get; } = segments;

    /// <summary>The bucket's files.</summary>
    public BodyFiles Files { get; } = files;

    /// <summary>Keeps the files for a reader, who calls <see cref="Release"/> afterwards.</summary>
    /// <returns>False when they are already gone.</returns>
    public bool TryAcquire()
    {
        var seen = Volatile.Read(ref _references);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            foreach (var segment in Segments)
            {
                Files.Delete(segment.Id);
            }
        }
    }
}
