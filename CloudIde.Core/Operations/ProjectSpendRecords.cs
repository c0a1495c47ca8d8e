using System.Globalization;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Operations;

/// <summary>What each project cost, month by month, in Redis.</summary>
public sealed class ProjectSpendRecords(IConnectionMultiplexer redis)
{
    /// <summary>How long a month is kept: so long that the same month of the year before can be looked at.</summary>
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(400);

    /// <summary>The field of what no project used. No project's id has a colon.</summary>
    private const string UnusedField = ":unused";

    /// <summary>Scripts count from 1, and the first key is not a month's.</summary>
    private const int FirstMonthKey = 2;

    // A transaction with a condition would do the same, and hold the whole connection up while it waits for the condition.
    private const string AddScript = """
        if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        for i = 4, #ARGV, 3 do
          redis.call('HINCRBYFLOAT', KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2])
        end
        for i = 2, #KEYS do
          redis.call('PEXPIRE', KEYS[i], ARGV[3])
        end
        return 1
        """;

    /// <summary>Names a month.</summary>
    /// <param name="at">A time in it.</param>
    /// <returns>Year and month (UTC, as AWS bills), such as <c>2026-01</c>.</returns>
    public static string MonthOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Finds out until when costs were added.</summary>
    /// <returns>The time, or null when none were.</returns>
    public async Task<DateTimeOffset?> FindCountedUntilAsync()
    {
        var until = await redis.GetDatabase().StringGetAsync(RedisKeys.ProjectSpendUntil);
        return until.IsNull ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)until);
    }

    /// <summary>Adds costs, all of them or none: a time that another orchestrator has counted meanwhile is not counted twice.</summary>
    /// <param name="from">Until when costs were added before, as it was found.</param>
    /// <param name="until">Until when these reach.</param>
    /// <param name="charges">The costs.</param>
    /// <returns>Whether they were added.</returns>
    public async Task<bool> AddAsync(DateTimeOffset? from, DateTimeOffset until, IReadOnlyList<ProjectCharge> charges)
    {
        ArgumentNullException.ThrowIfNull(charges);
        var months = charges.Select(charge => charge.Month).Distinct().ToList();
        var arguments = new List<RedisValue>((charges.Count * 3) + 3)
        {
            from?.ToUnixTimeMilliseconds() ?? RedisValue.EmptyString,
            until.ToUnixTimeMilliseconds(),
            (long)TimeToLive.TotalMilliseconds,
        };
        foreach (var charge in charges)
        {
            arguments.Add(FirstMonthKey + months.IndexOf(charge.Month));
            arguments.Add(charge.ProjectId ?? UnusedField);
            arguments.Add(charge.Usd.ToString("R", CultureInfo.InvariantCulture));
        }

        return (int)await redis.GetDatabase().ScriptEvaluateAsync(
            AddScript, [RedisKeys.ProjectSpendUntil, .. months.Select(RedisKeys.ProjectSpend)], [.. arguments]) == 1;
    }

    /// <summary>Reads what the present month's projects cost so far.</summary>
    /// <param name="now">The present.</param>
    /// <returns>What they cost.</returns>
    public async Task<MonthSpend> FindAsync(DateTimeOffset now)
    {
        var month = MonthOf(now);
        var entries = await redis.GetDatabase().HashGetAllAsync(RedisKeys.ProjectSpend(month));
        var spends = entries.Select(entry => Spend(entry, now)).ToLookup(spend => spend.ProjectId is null);
        return new MonthSpend(
            month,
            [.. spends[false].OrderByDescending(spend => spend.MonthUsd).ThenBy(spend => spend.ProjectId, StringComparer.Ordinal)],
            spends[true].FirstOrDefault() ?? new ProjectSpend(null, 0, 0));
    }

    private static ProjectSpend Spend(HashEntry entry, DateTimeOffset now)
    {
        var usd = (double)entry.Value;
        return new ProjectSpend(entry.Name == UnusedField ? null : entry.Name.ToString(), usd, MonthForecast.Of(usd, now));
    }
}
