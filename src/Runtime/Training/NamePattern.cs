namespace DepthCompress.Runtime.Training;

/// <summary>Names with a <c>*</c> for any text.</summary>
internal static class NamePattern
{
    /// <summary>Whether all of a name fits. Takes time that grows with the product of both lengths at most.</summary>
    public static bool Fits(string pattern, string name)
    {
        var (p, n, star, resume) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, n);
            }
            else if (p < pattern.Length && pattern[p] == name[n])
            {
                (p, n) = (p + 1, n + 1);
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                (p, n) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).Trim('*').IsEmpty;
    }
}
