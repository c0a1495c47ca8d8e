using CloudIde.Worker.Workspaces.Files;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>How often a file is uploaded that changes again and again.</summary>
public sealed class DirtyPathsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DirtyPaths _dirty;

    public DirtyPathsTests() => _dirty = new DirtyPaths(_time);

    [Fact]
    public void File_SavedTwiceASecondForAMinute_NeverWaitsLong()
    {
        for (var save = 0; save < 120; save++)
        {
            Assert.True(WaitAndUpload() <= TimeSpan.FromMilliseconds(100));
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }
    }

    [Fact]
    public void File_ThatNeverRests_IsTakenAtMostEveryFiveSecondsAfterAWhile()
    {
        var started = _time.GetUtcNow();
        var uploads = 0;
        while (_time.GetUtcNow() - started < TimeSpan.FromHours(1))
        {
            _ = WaitAndUpload();
            uploads++;
        }

        Assert.InRange(uploads, DirtyPaths.MostInARow + 700, DirtyPaths.MostInARow + 725);
    }

    [Fact]
    public void File_ThatTakesLongToUpload_IsTakenLessOftenButWithinFiveSeconds()
    {
        _dirty.Uploaded("large", TimeSpan.FromMilliseconds(300));
        _dirty.Add("large");
        Assert.Equal(TimeSpan.FromMilliseconds(1200), _dirty.UntilNext());

        _time.Advance(TimeSpan.FromSeconds(2));
        _ = _dirty.Take(out _);
        _dirty.Uploaded("large", TimeSpan.FromSeconds(20));
        _dirty.Add("large");
        Assert.Equal(DirtyPaths.LongestPause, _dirty.UntilNext());
    }

    [Fact]
    public void EndOfTheWorkspace_TakesWhatStillWaits()
    {
        _dirty.Uploaded("file", TimeSpan.FromSeconds(10));
        _dirty.Add("file");
        Assert.Empty(_dirty.Take(out _));
        Assert.Equal(["file"], _dirty.TakeEvenEarly());
    }

    [Fact]
    public void WhatIsTriedAgainLater_IsNoneOfWhatOnlyWaits()
    {
        _dirty.Uploaded("restless", TimeSpan.Zero);
        _dirty.Add("restless");
        _dirty.AddLater("refused");
        Assert.Equal(["restless"], _dirty.TakeWaiting());

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["refused"], _dirty.Take(out _));
    }

    private TimeSpan WaitAndUpload()
    {
        _dirty.Add("file");
        var wait = _dirty.UntilNext()!.Value;
        _time.Advance(wait);
        Assert.Equal(["file"], _dirty.Take(out _));
        _dirty.Uploaded("file", TimeSpan.FromMilliseconds(5));
        return wait;
    }
}
