namespace CloudIde.Emulator.S3.Storage;

/// <summary>Where a listing begins, seen from a bound.</summary>
internal enum SeekMode
{
    /// <summary>At the bound, or behind it.</summary>
    AtOrAfter,

    /// <summary>Behind the bound.</summary>
    After,

    /// <summary>Behind every key that begins with the bound.</summary>
    AfterPrefix,
}
