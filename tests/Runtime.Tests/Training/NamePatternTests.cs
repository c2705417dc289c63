using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>Names of weights in recipes.</summary>
public sealed class NamePatternTests
{
    [Theory]
    [InlineData("head.weight", "head.weight", true)]
    [InlineData("head.weight", "head.weights", false)]
    [InlineData("head.weight", "a.head.weight", false)]
    [InlineData("head.*", "head.weight", true)]
    [InlineData("head.*", "head.", true)]
    [InlineData("head.*", "head", false)]
    [InlineData("*.bias", "stage1.conv.bias", true)]
    [InlineData("*.bias", "stage1.bias.scale", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXcXb", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "x", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("A*", "abc", false)]
    public void StarsStandForAnyText(string pattern, string name, bool fits) => Assert.Equal(fits, NamePattern.Fits(pattern, name));
}
