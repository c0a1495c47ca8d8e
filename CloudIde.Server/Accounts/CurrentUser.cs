using System.Reflection;

namespace CloudIde.Server.Accounts;

/// <summary>The signed-in user of a request. An endpoint that requires authorization takes it as a parameter.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Email">The user's e-mail address.</param>
internal sealed record CurrentUser(string Id, string Username, string Email)
{
    /// <summary>Finds the user that authentication left with the request; called by the framework for parameters.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The user, or null when nobody is signed in.</returns>
    public static ValueTask<CurrentUser?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<CurrentUser>());
}
