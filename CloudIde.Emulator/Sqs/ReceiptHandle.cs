using System.Buffers.Binary;
using System.Buffers.Text;

namespace CloudIde.Emulator.Sqs;

/// <summary>
/// What a receiver uses to delete a message or change its visibility. It names the queue, the message and the receive,
/// so that it stays valid over a restart, and a stale one is recognised. Opaque to clients.
/// </summary>
/// <param name="QueueId">The queue, or rather this creation of it.</param>
/// <param name="Sequence">The message's place in the queue.</param>
/// <param name="ReceiveCount">Which receive it was.</param>
internal readonly record struct ReceiptHandle(ulong QueueId, long Sequence, int ReceiveCount)
{
    private const int Bytes = 24;
    private const uint Seal = 0x51C0_1DE5;

    /// <summary>Reads a handle.</summary>
    /// <param name="text">What a client sent.</param>
    /// <param name="handle">The handle.</param>
    /// <returns>Whether it has the form of a handle.</returns>
    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        handle = default;
        Span<byte> bytes = stackalloc byte[Bytes + 3];
        if (text.Length != Base64Url.GetEncodedLength(Bytes)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != Bytes)
        {
            return false;
        }

        handle = new ReceiptHandle(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) == handle.Mark;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, QueueId);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], ReceiveCount);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], Mark);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Tells a handle from other base64 of the same length; it is no protection.</summary>
    private uint Mark => (uint)((QueueId >> 32) ^ QueueId ^ (ulong)Sequence ^ ((ulong)ReceiveCount << 7)) ^ Seal;
}
