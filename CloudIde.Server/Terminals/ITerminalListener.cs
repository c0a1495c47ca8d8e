using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>Who follows a terminal's feed. Neither method may block or throw: the feed has other listeners and must keep up with Redis.</summary>
internal interface ITerminalListener
{
    /// <summary>Hands over live output, in order but perhaps with gaps.</summary>
    /// <param name="output">An output message.</param>
    void Offer(in TerminalMessage output);

    /// <summary>Tells that something has changed: there is more output, or another snapshot.</summary>
    void Wake();
}
