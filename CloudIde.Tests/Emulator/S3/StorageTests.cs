using System.Text;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Listing;
using CloudIde.Emulator.S3.Storage;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class StorageTests
{
    [Fact]
    public void ObjectIndex_ManyRandomChanges_AgreesWithASortedDictionary()
    {
        var random = new Random(7);
        var index = new ObjectIndex();
        var expected = new SortedDictionary<string, ObjectEntry>(KeyOrder.Instance);
        for (var i = 0; i < 20_000; i++)
        {
            var key = $"{random.Next(40)}/{random.Next(200)}";
            if (random.Next(3) == 0)
            {
                Assert.Equal(expected.Remove(key, out var removed) ? removed : null, index.Remove(key));
            }
            else
            {
                var entry = Entry(key);
                expected.TryGetValue(key, out var replaced);
                expected[key] = entry;
                Assert.Same(replaced, index.Set(entry));
            }
        }

        Assert.Equal(expected.Values, index.All);
        Assert.Equal(expected.Count, index.Count);
        var rolled = ObjectPage.List(index, "", "/", null, 1000).Prefixes;
        Assert.Equal(expected.Keys.Select(key => key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)]).Distinct(), rolled);
    }

    [Theory]
    [InlineData("123456789", 0xCBF43926UL, 0xE3069283UL, 0xAE8B14860A799888UL)]
    [InlineData("", 0UL, 0UL, 0UL)]
    public void Crc_KnownText_HasTheCataloguedValue(string text, ulong crc32, ulong crc32C, ulong crc64)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(crc32, Crc.Crc32.Compute(bytes));
        Assert.Equal(crc32C, Crc.Crc32C.Compute(bytes));
        Assert.Equal(crc64, Crc.Crc64Nvme.Compute(bytes));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 0)]
    [InlineData(1, 100_000)]
    [InlineData(77_777, 4_096)]
    public void Crc_Combined_IsThatOfTheWhole(int first, int second)
    {
        var bytes = new byte[first + second];
        new Random(3).NextBytes(bytes);
        foreach (var crc in (Crc[])[Crc.Crc32, Crc.Crc32C, Crc.Crc64Nvme])
        {
            Assert.Equal(crc.Compute(bytes), crc.Combine(crc.Compute(bytes.AsSpan(0, first)), crc.Compute(bytes.AsSpan(first)), second));
        }
    }

    private static ObjectEntry Entry(string key) => new()
    {
        Key = key,
        Size = 0,
        ETag = "",
        LastModified = default,
        Body = new ObjectBody(new BodyFiles(""), []),
    };
}
