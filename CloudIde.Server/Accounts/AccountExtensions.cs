using System.Net;
using System.Threading.RateLimiting;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.IdentityModel.JsonWebTokens;

namespace CloudIde.Server.Accounts;

/// <summary>Composes accounts and authentication.</summary>
internal static class AccountExtensions
{
    /// <summary>The rate limit of the routes that try a password.</summary>
    public const string AttemptsPolicy = "attempts";

    /// <summary>Adds accounts, authentication by header or cookie, and the rule that every route needs it unless it says otherwise.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">How people sign in.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAccounts(this IServiceCollection services, AccountSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<Passwords>();
        services.AddSingleton<SessionTokens>();
        services.AddSingleton<SigninThrottle>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AccountsJsonContext.Default));

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<SessionTokens>(static (options, tokens) => Configure(options, tokens));

        // Authentication brings data protection along, which at start writes keys to the home folder that nothing here uses.
        foreach (var warmUp in services
            .Where(static service => service.ServiceType == typeof(IHostedService)
                && service.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly)
            .ToList())
        {
            services.Remove(warmUp);
        }

        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddRateLimiter(options =>
        {
            options.OnRejected = static (context, cancellationToken) => RejectAsync(context.HttpContext, context.Lease);
            options.AddPolicy(AttemptsPolicy, context => RateLimitPartition.GetTokenBucketLimiter(
                context.Connection.RemoteIpAddress ?? IPAddress.None,
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = settings.AttemptsPerMinute,
                    TokensPerPeriod = Math.Max(1, settings.AttemptsPerMinute / 60),
                    ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60d / settings.AttemptsPerMinute)),
                    QueueLimit = 0,
                }));
        });
        return services;
    }

    /// <summary>Authenticates each request and checks that it may go on.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app)
    {
        // Now and not with the first request, so that a warning about its key stands at the top of the log.
        app.ApplicationServices.GetRequiredService<SessionTokens>();
        app.UseRateLimiter();
        app.UseAuthentication();
        return app.UseAuthorization();
    }

    private static void Configure(JwtBearerOptions options, SessionTokens tokens)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = tokens.ValidationParameters;
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = static context =>
            {
                if (context.Request.Headers.Authorization.Count == 0)
                {
                    context.Token = context.Request.Cookies[SessionCookie.Name];
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = static async context =>
            {
                // A valid token of a user that is gone, as after the data folder was removed, is no session.
                var id = context.Principal!.FindFirst(JwtRegisteredClaimNames.Sub)?.Value;
                var store = context.HttpContext.RequestServices.GetRequiredService<IMetadataStore>();
                var user = id is null ? null : await store.FindUserAsync(id, context.HttpContext.RequestAborted);
                if (user is null)
                {
                    context.Fail("The token's user does not exist.");
                    return;
                }

                context.HttpContext.Features.Set(new CurrentUser(user.Id, user.Username, user.Email));
            },
        };
    }

    private static async ValueTask RejectAsync(HttpContext context, RateLimitLease lease)
    {
        var retryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
        await ProblemWriter.WriteAsync(context, ProblemException.TooManyRequests(
            "Too many attempts from this address. Wait a moment and try again.", retryAfter));
    }
}
