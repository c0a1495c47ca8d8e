using System.Buffers.Binary;

namespace CloudIde.Emulator.S3.Checksums;

/// <summary>
/// A reflected CRC of 32 or 64 bits, eight bytes a step. One implementation serves the three that S3 knows, CRC64NVME
/// among them, which the framework's hashing package has not.
/// </summary>
internal sealed class Crc
{
    /// <summary>CRC-32 of zip and Ethernet.</summary>
    public static readonly Crc Crc32 = new(32, 0xEDB88320);

    /// <summary>CRC-32 of Castagnoli.</summary>
    public static readonly Crc Crc32C = new(32, 0x82F63B78);

    /// <summary>CRC-64 of NVM Express.</summary>
    public static readonly Crc Crc64Nvme = new(64, 0x9A6C9329AC4BC9B5);

    private readonly ulong _polynomial;
    private readonly ulong[] _tables = new ulong[8 * 256];

    private Crc(int width, ulong polynomial)
    {
        Width = width;
        Mask = ulong.MaxValue >> (64 - width);
        _polynomial = polynomial;
        for (var i = 0; i < 256; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ polynomial : value >> 1;
            }

            _tables[i] = value;
        }

        for (var i = 256; i < _tables.Length; i++)
        {
            var value = _tables[i - 256];
            _tables[i] = _tables[value & 0xFF] ^ (value >> 8);
        }
    }

    /// <summary>32 or 64.</summary>
    public int Width { get; }

    /// <summary>The state to begin with; a state turned over with it is the checksum.</summary>
    public ulong Mask { get; }

    /// <summary>Adds bytes to a state.</summary>
    /// <param name="state">The state; <see cref="Mask"/> at the beginning.</param>
    /// <param name="data">The bytes.</param>
    /// <returns>The new state.</returns>
    public ulong Append(ulong state, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<ulong> tables = _tables;
        while (data.Length >= 8)
        {
            var x = state ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            state = tables[(7 * 256) + (int)(x & 0xFF)]
                ^ tables[(6 * 256) + (int)((x >> 8) & 0xFF)]
                ^ tables[(5 * 256) + (int)((x >> 16) & 0xFF)]
                ^ tables[(4 * 256) + (int)((x >> 24) & 0xFF)]
                ^ tables[(3 * 256) + (int)((x >> 32) & 0xFF)]
                ^ tables[(2 * 256) + (int)((x >> 40) & 0xFF)]
                ^ tables[256 + (int)((x >> 48) & 0xFF)]
                ^ tables[(int)(x >> 56)];
            data = data[8..];
        }

        foreach (var b in data)
        {
            state = tables[(int)((state ^ b) & 0xFF)] ^ (state >> 8);
        }

        return state;
    }

    /// <summary>The checksum of bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The checksum.</returns>
    public ulong Compute(ReadOnlySpan<byte> data) => Append(Mask, data) ^ Mask;

    /// <summary>The checksum of two stretches, from the checksum of each.</summary>
    /// <param name="first">The checksum of the first.</param>
    /// <param name="second">The checksum of the second.</param>
    /// <param name="secondLength">The length of the second in bytes.</param>
    /// <returns>The checksum of both.</returns>
    public ulong Combine(ulong first, ulong second, long secondLength)
    {
        // Appending n bytes multiplies the polynomial of what stands before by x to the power of 8n.
        var power = 1UL << (Width - 1);
        var square = 1UL << (Width - 2);
        for (var exponent = (ulong)secondLength * 8; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                power = Multiply(square, power);
            }

            square = Multiply(square, square);
        }

        return Multiply(power, first) ^ second;
    }

    /// <summary>Multiplies two polynomials modulo the CRC's own, in reflected form.</summary>
    private ulong Multiply(ulong a, ulong b)
    {
        var product = 0UL;
        for (var bit = 1UL << (Width - 1); bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
            {
                product ^= b;
            }

            b = (b & 1) != 0 ? (b >> 1) ^ _polynomial : b >> 1;
        }

        return product;
    }
}
