// A stylesheet is imported for its effect: the build puts it into a file that index.html links.
declare module '*.css';
