using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Accounts;

/// <summary>Sign-up, sign-in and sign-out.</summary>
internal static class AccountEndpoints
{
    /// <summary>Maps the account routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        var attempts = endpoints.MapGroup("/api").AllowAnonymous().RequireRateLimiting(AccountExtensions.AttemptsPolicy);
        attempts.MapPost("/v1/signup", SignUpAsync);
        attempts.MapPost("/v1/signin", SignInAsync);
        attempts.MapPost("/v2/auth/login", SignInAsync);

        // Also for a session that has expired: the cookie goes in any case.
        endpoints.MapPost("/api/v2/auth/logout", SignOut).AllowAnonymous();
        endpoints.MapGet("/api/v2/auth/me", Me);
        return endpoints;
    }

    private static async Task<Ok<SignupAnswer>> SignUpAsync(
        SignupRequest request,
        IMetadataStore store,
        Passwords passwords,
        TimeProvider timeProvider,
        ServerTelemetry telemetry,
        CancellationToken cancellationToken)
    {
        AccountRules.Validate(request);
        var user = new User(
            RandomId.Create(),
            request.Username!,
            request.Email!,
            passwords.Hash(request.Password!),
            timeProvider.UtcNowToTheMillisecond());
        switch (await store.AddUserAsync(user, cancellationToken))
        {
            case UserAddition.UsernameTaken:
                throw ProblemException.Conflict("The username is taken.");
            case UserAddition.EmailTaken:
                throw ProblemException.Conflict("There is an account with this e-mail address already.");
            default:
                telemetry.CountSignup();
                return TypedResults.Ok(new SignupAnswer("The account was created.", View(user)));
        }
    }

    private static async Task<Ok<SigninAnswer>> SignInAsync(
        SigninRequest request,
        HttpContext context,
        IMetadataStore store,
        Passwords passwords,
        SessionTokens tokens,
        SigninThrottle throttle,
        ServerSettings settings,
        ServerTelemetry telemetry,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.AddIfAny("username", string.IsNullOrEmpty(request.Username) ? "The username is missing." : null);
        errors.AddIfAny("password", string.IsNullOrEmpty(request.Password) ? "The password is missing." : null);
        errors.ThrowIfAny();

        var address = context.Connection.RemoteIpAddress;
        if (!throttle.MayTry(request.Username!, address, out var retryAfter))
        {
            throw ProblemException.TooManyRequests(
                "Too many wrong passwords for this account. Wait a moment and try again.", retryAfter);
        }

        var user = await store.FindUserByLoginAsync(request.Username!, cancellationToken);
        if (!passwords.Matches(user, request.Password!))
        {
            throttle.CountFailure(request.Username!, address);
            telemetry.CountSignin(succeeded: false);

            // One message for both, so that it does not tell which names exist.
            throw new ProblemException(StatusCodes.Status401Unauthorized, "The username or the password is wrong.");
        }

        var token = tokens.Issue(user!);
        SessionCookie.Set(context, settings, token, tokens.Lifetime);
        telemetry.CountSignin(succeeded: true);
        return TypedResults.Ok(new SigninAnswer("Signed in.", token, View(user!)));
    }

    private static Ok<MessageAnswer> SignOut(HttpContext context, ServerSettings settings)
    {
        SessionCookie.Clear(context, settings);
        return TypedResults.Ok(new MessageAnswer("Signed out."));
    }

    private static Ok<MeAnswer> Me(CurrentUser user) =>
        TypedResults.Ok(new MeAnswer(new UserView(user.Id, user.Username, user.Email)));

    private static UserView View(User user) => new(user.Id, user.Username, user.Email);
}
