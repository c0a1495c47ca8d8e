using System.Buffers.Binary;

namespace CloudIde.Emulator.S3;

/// <summary>
/// A reflected CRC of 32 or 64 bits, eight bytes at a time by tables. Two CRCs combine into the one of both pieces,
/// so that the checksum of a multipart object needs no second reading.
/// </summary>
internal sealed class Crc
{
    private static readonly Crc Crc32 = new(0xEDB8_8320, 32);
    private static readonly Crc Crc32C = new(0x82F6_3B78, 32);
    private static readonly Crc Crc64Nvme = new(0x9A6C_9329_AC4B_C9B5, 64);

    private readonly ulong _polynomial;
    private readonly ulong _mask;
    private readonly int _bits;
    private readonly ulong[][] _tables = new ulong[8][];

    private Crc(ulong reflectedPolynomial, int bits)
    {
        _polynomial = reflectedPolynomial;
        _bits = bits;
        _mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        for (var i = 0; i < 8; i++)
        {
            _tables[i] = new ulong[256];
        }

        for (var value = 0; value < 256; value++)
        {
            var crc = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ _polynomial : crc >> 1;
            }

            _tables[0][value] = crc;
        }

        for (var i = 1; i < 8; i++)
        {
            for (var value = 0; value < 256; value++)
            {
                var before = _tables[i - 1][value];
                _tables[i][value] = (before >> 8) ^ _tables[0][before & 0xFF];
            }
        }
    }

    /// <summary>The CRC of an algorithm.</summary>
    /// <param name="algorithm">One of the CRCs.</param>
    /// <returns>The CRC.</returns>
    public static Crc Of(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => Crc32,
        ChecksumAlgorithm.Crc32C => Crc32C,
        ChecksumAlgorithm.Crc64Nvme => Crc64Nvme,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a CRC."),
    };

    /// <summary>The CRC of more data.</summary>
    /// <param name="crc">The CRC so far; 0 at the start.</param>
    /// <param name="data">The data.</param>
    /// <returns>The CRC.</returns>
    public ulong Append(ulong crc, ReadOnlySpan<byte> data)
    {
        var t = _tables;
        crc ^= _mask;
        while (data.Length >= 8)
        {
            var x = crc ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            crc = t[7][x & 0xFF] ^ t[6][(x >> 8) & 0xFF] ^ t[5][(x >> 16) & 0xFF] ^ t[4][(x >> 24) & 0xFF]
                ^ t[3][(x >> 32) & 0xFF] ^ t[2][(x >> 40) & 0xFF] ^ t[1][(x >> 48) & 0xFF] ^ t[0][x >> 56];
            data = data[8..];
        }

        foreach (var value in data)
        {
            crc = (crc >> 8) ^ t[0][(crc ^ value) & 0xFF];
        }

        return crc ^ _mask;
    }

    /// <summary>The CRC of two pieces one after the other.</summary>
    /// <param name="first">The first piece's CRC.</param>
    /// <param name="second">The second piece's CRC.</param>
    /// <param name="secondLength">The second piece's length in bytes.</param>
    /// <returns>The CRC of both.</returns>
    public ulong Combine(ulong first, ulong second, long secondLength)
    {
        // Multiplies the first CRC by x^(8 * length) modulo the polynomial, by repeated squaring.
        var power = 1UL << (_bits - 1) >> 8;
        var factor = 1UL << (_bits - 1);
        for (var n = secondLength; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                factor = Multiply(factor, power);
            }

            power = Multiply(power, power);
        }

        return Multiply(factor, first) ^ second;
    }

    /// <summary>The product of two polynomials, modulo the CRC's, in reflected notation.</summary>
    private ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (var bit = 1UL << (_bits - 1); bit != 0; bit >>= 1)
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
