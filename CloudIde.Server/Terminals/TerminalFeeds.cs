using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>The terminals that somebody watches through this server, each once.</summary>
internal sealed class TerminalFeeds(TerminalFeedServices services)
{
    private readonly SharedByKey<TerminalKey, TerminalFeed> _feeds = new(key => TerminalFeed.StartAsync(key, services));

    /// <summary>How many there are.</summary>
    public int Count => _feeds.Count;

    /// <summary>Joins the viewers of a terminal.</summary>
    /// <param name="key">The terminal.</param>
    /// <returns>The shared feed; dispose of the share to leave it.</returns>
    public Task<SharedByKey<TerminalKey, TerminalFeed>.Share> JoinAsync(TerminalKey key) => _feeds.JoinAsync(key);
}
