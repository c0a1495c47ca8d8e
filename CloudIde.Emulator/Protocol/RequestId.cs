namespace CloudIde.Emulator.Protocol;

/// <summary>Names requests in answers.</summary>
internal static class RequestId
{
    /// <summary>Makes a name. It is no secret, so it needs no system call for the kernel's own randomness.</summary>
    /// <returns>A version 4 UUID.</returns>
    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
