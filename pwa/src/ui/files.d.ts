// What is imported beside code: the build puts a stylesheet into a file that index.html links, and a Fluent file into
// the bundle as its text.
declare module '*.css';
declare module '*.ftl' {
  const text: string;
  export default text;
}
