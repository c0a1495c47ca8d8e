namespace CloudIde.Emulator.S3.Storage;

/// <summary>What a record of a bucket's journal says. The numbers are stored: never change one.</summary>
internal enum RecordKind : byte
{
    /// <summary>The bucket's own settings.</summary>
    Bucket = 1,

    /// <summary>An object was written.</summary>
    Put = 2,

    /// <summary>An object was deleted.</summary>
    Delete = 3,

    /// <summary>A multipart upload began.</summary>
    Upload = 4,

    /// <summary>A part of an upload was written.</summary>
    Part = 5,

    /// <summary>An upload was given up.</summary>
    Abort = 6,

    /// <summary>An upload became an object.</summary>
    Complete = 7,
}
