using System.Security.Cryptography;
using CloudIde.Server.Metadata;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CloudIde.Server.Accounts;

/// <summary>Issues the signed tokens that stand for a session, and says how to validate them.</summary>
internal sealed partial class SessionTokens
{
    private const string Name = "cloudide";

    private readonly AccountSettings _settings;
    private readonly TimeProvider _timeProvider;
    private readonly SymmetricSecurityKey _key;

    public SessionTokens(AccountSettings settings, TimeProvider timeProvider, ILogger<SessionTokens> logger)
    {
        _settings = settings;
        _timeProvider = timeProvider;
        if (settings.Secret is null)
        {
            LogEphemeralSecret(logger);
        }

        _key = new SymmetricSecurityKey(settings.Secret ?? RandomNumberGenerator.GetBytes(AccountSettings.MinSecretBytes));
    }

    /// <summary>How long a token is valid.</summary>
    public TimeSpan Lifetime => _settings.SessionLifetime;

    /// <summary>What a token must be to be accepted.</summary>
    public TokenValidationParameters ValidationParameters => new()
    {
        ValidIssuer = Name,
        ValidAudience = Name,
        IssuerSigningKey = _key,

        // Without the list, a token could choose its algorithm.
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = JwtRegisteredClaimNames.Name,
        RequireExpirationTime = true,
        LifetimeValidator = (_, expires, _, _) => expires > _timeProvider.GetUtcNow().UtcDateTime,
    };

    /// <summary>Issues a token.</summary>
    /// <param name="user">Whose session it is.</param>
    /// <returns>The token.</returns>
    public string Issue(User user)
    {
        var now = _timeProvider.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Name,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = user.Id,
                [JwtRegisteredClaimNames.Name] = user.Username,
                [JwtRegisteredClaimNames.Jti] = RandomNumberGenerator.GetHexString(16),
            },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
        });
    }
}
