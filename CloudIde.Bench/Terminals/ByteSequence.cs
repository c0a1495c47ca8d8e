using System.Globalization;
using System.Security.Cryptography;

namespace CloudIde.Bench.Terminals;

/// <summary>A file of numbered lines: it repeats only every 2^32 lines, so that a lost or doubled piece shows in its hash.</summary>
internal sealed class ByteSequence : IDisposable
{
    private const int LineLength = 9;

    /// <summary>Writes the file.</summary>
    /// <param name="bytes">How long it is at most.</param>
    public ByteSequence(long bytes)
    {
        var lines = bytes / LineLength;
        Length = lines * LineLength;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        Span<byte> line = stackalloc byte[LineLength];
        line[^1] = (byte)'\n';
        for (var i = 0L; i < lines; i++)
        {
            i.TryFormat(line, out _, "x8", CultureInfo.InvariantCulture);
            hash.AppendData(line);
            file.Write(line);
        }

        Hash = hash.GetHashAndReset();
        if (!OperatingSystem.IsWindows())
        {
            // A workspace's own user reads it.
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.GetTempFileName();

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 of its bytes.</summary>
    public byte[] Hash { get; }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
