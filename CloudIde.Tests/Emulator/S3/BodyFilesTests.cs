using System.Text;
using CloudIde.Emulator.S3.Storage;
using Xunit;

namespace CloudIde.Tests.Emulator.S3;

public sealed class BodyFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-bodies-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Body_OfAnySize_IsReadAsWritten(int length)
    {
        using var files = Open();
        var content = new byte[length];
        new Random(length).NextBytes(content);
        using var written = files.Create(length);
        RandomAccess.Write(written.Handle, content, written.Start);

        using var read = files.Open(written.Id);
        var found = new byte[length];

        Assert.Equal(length, RandomAccess.Read(read.Handle, found, read.Start));
        Assert.Equal(content, found);
        Assert.Equal(length <= 65_536, written.Id < 0);
    }

    [Fact]
    public void Slots_OfManyBodies_NeverOverlap()
    {
        using var files = Open();
        var random = new Random(5);
        var kept = new Dictionary<long, string>();
        for (var i = 0; i < 2_000; i++)
        {
            if (kept.Count > 0 && random.Next(3) == 0)
            {
                var gone = kept.Keys.ElementAt(random.Next(kept.Count));
                kept.Remove(gone);
                files.Delete(gone);
            }
            else
            {
                var text = new string((char)('a' + (i % 26)), random.Next(1, 20_000));
                kept.Add(Write(files, text), text);
            }
        }

        Assert.All(kept, body => Assert.Equal(body.Value, Read(files, body.Key, body.Value.Length)));
    }

    [Fact]
    public void Slot_ThatTheJournalDoesNotMention_IsGivenOutAgainAfterARestart()
    {
        long first, second, third;
        using (var files = Open())
        {
            (first, second, third) = (Write(files, "first"), Write(files, "second"), Write(files, "third"));
        }

        using var again = Open();
        again.Sweep([first, third], removeOthers: true);

        Assert.Equal(second, Write(again, "new"));
        Assert.Equal("first", Read(again, first, 5));
        Assert.Equal("third", Read(again, third, 5));
        Assert.DoesNotContain(Write(again, "newer"), new[] { first, second, third });
    }

    [Fact]
    public void Slot_BehindADamagedJournal_IsNeverGivenOut()
    {
        long first, second, third;
        using (var files = Open())
        {
            (first, second, third) = (Write(files, "first"), Write(files, "second"), Write(files, "third"));
        }

        using var again = Open();
        again.Sweep([first], removeOthers: false);

        Assert.DoesNotContain(Write(again, "new"), new[] { first, second, third });
        Assert.Equal("second", Read(again, second, 6));
        Assert.Equal("third", Read(again, third, 5));
    }

    [Fact]
    public void Restart_WithoutBodies_GivesTheSlotsFileBackToTheDisk()
    {
        using (var files = Open())
        {
            Write(files, "gone");
        }

        using var again = Open();
        again.Sweep([], removeOthers: true);

        Assert.Equal(0, new FileInfo(Path.Combine(_directory, "slots-4k")).Length);
    }

    private static long Write(BodyFiles files, string text)
    {
        using var body = files.Create(text.Length);
        RandomAccess.Write(body.Handle, Encoding.ASCII.GetBytes(text), body.Start);
        return body.Id;
    }

    private static string Read(BodyFiles files, long id, int length)
    {
        using var body = files.Open(id);
        var found = new byte[length];
        RandomAccess.Read(body.Handle, found, body.Start);
        return Encoding.ASCII.GetString(found);
    }

    private BodyFiles Open() => new(_directory);
}
