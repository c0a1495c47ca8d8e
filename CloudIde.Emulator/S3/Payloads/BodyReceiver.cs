using System.Buffers;
using System.Security.Cryptography;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Payloads;

/// <summary>Moves a body into a file, a pooled buffer at a time, and computes its MD5 and its checksum on the way.</summary>
internal static class BodyReceiver
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Moves a body.</summary>
    /// <param name="source">The body.</param>
    /// <param name="length">Its length; another one is an error.</param>
    /// <param name="files">Where it goes.</param>
    /// <param name="algorithm">The checksum to compute.</param>
    /// <param name="announced">The checksum that <paramref name="verify"/> wants; null: the same.</param>
    /// <param name="sha256">Also computes the SHA-256 that a signature announced; null where none did.</param>
    /// <param name="verify">Checks the MD5 and the checksum once all has arrived.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>What arrived.</returns>
    public static async Task<ReceivedBody> ReceiveAsync(
        Stream source,
        long length,
        BodyFiles files,
        ChecksumAlgorithm algorithm,
        ChecksumAlgorithm? announced,
        IncrementalHash? sha256,
        Action<byte[], byte[]>? verify,
        CancellationToken cancellationToken)
    {
        // An empty body needs no file.
        BodyFile? room = null;

        // A small body is hashed in one call: a hash that goes on needs handles of the cryptography library.
        IncrementalHash? md5 = null;
        byte[]? hash = null;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, BufferBytes));
        try
        {
            using var checksum = new ChecksumComputer(algorithm);
            using var second = announced is { } other && other != algorithm ? new ChecksumComputer(other) : null;
            long written = 0;
            int filled;
            do
            {
                filled = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
                if (filled == 0)
                {
                    break;
                }

                if (written + filled > length)
                {
                    throw S3Errors.IncompleteBody();
                }

                var file = room ??= files.Create(length);
                var data = buffer.AsSpan(0, filled);
                if (filled == length)
                {
                    hash = Md5(data);
                }
                else
                {
                    (md5 ??= IncrementalHash.CreateHash(HashAlgorithmName.MD5)).AppendData(data);
                }

                checksum.Append(data);
                second?.Append(data);
                sha256?.AppendData(data);
                RandomAccess.Write(file.Handle, data, file.Start + written);
                written += filled;
            }
            while (filled == buffer.Length);

            if (written != length)
            {
                throw S3Errors.IncompleteBody();
            }

            hash ??= md5?.GetHashAndReset() ?? Md5([]);
            var sum = checksum.Finish();
            verify?.Invoke(hash, second?.Finish() ?? sum);
            var kept = new ObjectChecksum(algorithm, Convert.ToBase64String(sum), IsComposite: false);
            return new ReceivedBody(new ObjectBody(files, [new BodySegment(room?.Id ?? 0, written)]), written, Convert.ToHexStringLower(hash), kept);
        }
        catch
        {
            room?.Dispose();
            files.Delete(room?.Id ?? 0);
            throw;
        }
        finally
        {
            md5?.Dispose();
            room?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

#pragma warning disable CA5351 // An entity tag is an MD5 by S3's protocol, and protects nothing.
    private static byte[] Md5(ReadOnlySpan<byte> data) => MD5.HashData(data);
#pragma warning restore CA5351
}
